-- Office: staff, settings, the directory as this centre keeps it; readable by everybody, written by managers.
CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    rights TEXT NOT NULL DEFAULT '[]',
    active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE setting (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE directory_check (             -- "I rang today": id is the directory id
    id TEXT PRIMARY KEY,
    verified_on TEXT NOT NULL,
    verified_by TEXT NOT NULL,
    number TEXT,
    hours TEXT
);
