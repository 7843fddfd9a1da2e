-- Walls and teams: sealed cases are a number here; who may be a party; which team a case is with, and who takes it over.
CREATE TABLE sealed_case (                 -- the case itself lies in sealed/<file>.db with the schema of this database
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    spare TEXT,                            -- a file of this case that must go: what a change of its key leaves behind
    state TEXT NOT NULL,                   -- moving (the case is still here), sealed, returned (the case is here again)
    traces INTEGER NOT NULL DEFAULT 1,     -- until the main file was written anew, pieces may stand in pages nobody uses
    at INTEGER NOT NULL,
    by TEXT NOT NULL
);
CREATE TABLE sealed_grant (                -- the file's key, sealed for one person; an empty user is the recovery key
    id TEXT PRIMARY KEY,
    sealed_id TEXT NOT NULL REFERENCES sealed_case (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    sealed BLOB NOT NULL,
    public TEXT NOT NULL,                  -- the public key it was sealed for: who has new keys is given the file's anew
    UNIQUE (sealed_id, user)
);
CREATE TABLE sealing (                     -- written in the sealed file only: why, and how its counts are called outside
    id TEXT PRIMARY KEY REFERENCES casefile (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    outside TEXT NOT NULL,                 -- JSON: pseudonyms of case and person in the counts of the main file
    at INTEGER NOT NULL,
    by TEXT NOT NULL
);
CREATE TABLE conflict (                    -- a member of staff who may be a party; while it is open they get nothing more
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    contact_id TEXT REFERENCES contact (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    why TEXT NOT NULL,                     -- name, phone
    state TEXT NOT NULL,                   -- open, sealed, dismissed
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT
);
CREATE INDEX conflict_by_case ON conflict (case_id);
CREATE INDEX conflict_by_contact ON conflict (contact_id);
CREATE INDEX conflict_open ON conflict (user) WHERE state = 'open';
ALTER TABLE casefile ADD COLUMN team TEXT;
CREATE TABLE handover (                    -- a case goes to somebody else once they have accepted it
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    from_user TEXT NOT NULL,
    to_user TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,                   -- waiting, accepted, declined, withdrawn
    at INTEGER NOT NULL,
    decided_at INTEGER
);
CREATE INDEX handover_by_case ON handover (case_id, at);
CREATE INDEX handover_waiting ON handover (to_user) WHERE state = 'waiting';
