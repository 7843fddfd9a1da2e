-- Papers that counsellors handed to the managers: sealed for each of them, because everybody holds the key of this database.
CREATE TABLE submission (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,                 -- inner id: when the case is erased or sealed, its papers go from here too
    number TEXT NOT NULL,
    profile TEXT NOT NULL,
    pages INTEGER NOT NULL,
    content BLOB NOT NULL,                 -- AES-256-GCM: a JSON line with the note, then the PDF
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    read_at INTEGER,
    read_by TEXT
);
CREATE INDEX submission_by_case ON submission (case_id);
CREATE TABLE submission_key (              -- id is submission:user; the paper's key, HPKE-sealed for one manager
    id TEXT PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX submission_key_by_submission ON submission_key (submission_id);
