-- Cases brought along in tables (CSV, XLSX): the register of imports, the cases each made, where columns belong.
CREATE TABLE import_run (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    file TEXT NOT NULL,                    -- SHA-256 of its bytes: the same file goes on where it was stopped
    name TEXT NOT NULL,                    -- SHA-256 of its name, which may name a person
    expected INTEGER NOT NULL,             -- cases that were to come
    row_count INTEGER NOT NULL DEFAULT 0,  -- rows that came
    case_count INTEGER NOT NULL DEFAULT 0, -- cases they made
    left_out INTEGER NOT NULL DEFAULT 0,   -- rows that were left out by decision
    state TEXT NOT NULL,                   -- running, done, stopped, undone
    undone_at INTEGER,
    undone_by TEXT,
    stayed INTEGER                         -- cases that stayed at the undo, because somebody had worked on them
);
CREATE INDEX import_run_by_file ON import_run (file);
CREATE TABLE import_case (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    import_id TEXT NOT NULL,               -- no foreign key: a sealed case takes this row along, and the register stays
    first_row INTEGER NOT NULL,
    seq INTEGER NOT NULL                   -- the newest line of the history when the case was whole
);
CREATE INDEX import_case_by_case ON import_case (case_id);
CREATE INDEX import_case_by_import ON import_case (import_id, first_row);
CREATE TABLE import_mapping (              -- id is a digest of the headings
    id TEXT PRIMARY KEY,
    mapping TEXT NOT NULL,                 -- JSON: field by heading, code by field and word
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
