-- Evidence: files sealed beside the records (evidence/ab/cd/*.ev1), things that are only referred to, and who had them in hand.
CREATE TABLE evidence_key (                -- id is the case's id; one key a case, wrapped by the evidence compartment
    id TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL,
    FOREIGN KEY (id) REFERENCES casefile (id) ON DELETE CASCADE
);
CREATE TABLE evidence_intake (             -- id is the random name of a file that is being sealed; a row left over names an orphan
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
);
CREATE TABLE evidence_item (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    form TEXT NOT NULL,                    -- file, reference
    title TEXT NOT NULL,
    note TEXT,
    state TEXT NOT NULL DEFAULT 'kept',    -- kept, stopped
    came_from TEXT,                        -- who brought it, in the words of the counsellor
    came_at INTEGER,                       -- when it came into the house; NULL where that is when it was taken in
    kind TEXT,                             -- what the bytes are: image, video, audio, pdf, archive, document, text, other
    media TEXT,
    name TEXT,                             -- the file's name as it was brought
    file TEXT UNIQUE,                      -- its random name below evidence/
    size INTEGER,
    sha256 TEXT,                           -- of the plain bytes, taken at intake
    stated TEXT,                           -- what the worker said of its content at intake
    url TEXT,                              -- reference only: where it is, never what it shows
    platform TEXT,
    account TEXT,
    seen_at INTEGER,
    hash_elsewhere TEXT,                   -- made by the person's own tool
    kept_where TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX evidence_item_by_case ON evidence_item (case_id, at);
CREATE TABLE evidence_custody (            -- who had it in hand, when, what for
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES evidence_item (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,                     -- taken_in, referred, looked_at, checked, handed_over, sheet_made, stopped, released
    detail TEXT,
    sha256 TEXT
);
CREATE INDEX evidence_custody_by_item ON evidence_custody (item_id, at);
