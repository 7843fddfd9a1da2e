-- Budget lines that support is paid from; the payments themselves stand in casework.
CREATE TABLE budget_line (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    ceiling INTEGER,                       -- won; NULL where none is set
    active INTEGER NOT NULL DEFAULT 1
);
