-- Rooms for appointments, and how much of a hand-over nobody has taken yet: numbers only, for managers without the right to read.
CREATE TABLE room (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    note TEXT,
    active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE shift_left (                  -- id is the sender; one row a person
    id TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    count INTEGER NOT NULL,
    numbers TEXT NOT NULL                  -- JSON: numbers of cases, never a name
);
