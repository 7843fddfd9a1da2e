-- Reports from outside. What they say is readable only with the keys of intake or of public material; what stands in the
-- clear here is what the relay knows too: hashes, sizes, days, places in a thread.
CREATE TABLE report_thread (               -- id is the mailbox's hash
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,                 -- intake, public-material: whose keys open it
    state TEXT NOT NULL,                   -- sealed, new, open, closed, withdrawn, flood
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    ring INTEGER,
    key BLOB,                              -- the thread's key under that ring; NULL before it was opened, and once it is kept apart
    head BLOB,                             -- under the thread's key: door, language, first words, the key of answers
    handover TEXT,                         -- the thread that the person harmed may take this one over with
    taken_over_by TEXT,                    -- the thread that took it over: nothing is written here any more
    case_id TEXT REFERENCES casefile (id) ON DELETE SET NULL,
    sealed_with TEXT,                      -- the sealed case it became: the case lies behind a wall, the thread stays with its officers
    came_by TEXT NOT NULL DEFAULT 'relay', -- relay, phone: taken down by staff
    closed_there INTEGER NOT NULL DEFAULT 0 -- 1 once the relay was told to let go of the mailbox, 2 where it said that it holds it no more
);
CREATE INDEX report_thread_by_day ON report_thread (state, last_on DESC, id);
CREATE INDEX report_thread_by_case ON report_thread (case_id);
CREATE TABLE report_message (              -- id is thread:direction:place
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    direction TEXT NOT NULL,               -- in, out
    seq INTEGER NOT NULL,
    number INTEGER,                        -- the relay's: the order of arrival
    day TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    prev TEXT NOT NULL,                    -- digest of the one before in this direction, or none
    pieces INTEGER NOT NULL DEFAULT 0,
    have INTEGER NOT NULL DEFAULT 0,
    raw BLOB,                              -- sealed as it came; goes once it is opened
    content BLOB,                          -- under the thread's key
    state TEXT NOT NULL,                   -- in: sealed, opened, unreadable, gone (only its number is here); out: waiting, sent
    taken INTEGER NOT NULL DEFAULT 0,      -- 1 once the relay was told that it is safe here
    at INTEGER NOT NULL,
    author TEXT
);
CREATE INDEX report_message_by_thread ON report_message (thread_id, direction, seq);
CREATE INDEX report_message_sealed ON report_message (state, number);
CREATE TABLE report_oddity (               -- what a relay did that it should not: another text for one place, a piece that does not fit
    id TEXT PRIMARY KEY,
    thread_id TEXT REFERENCES report_thread (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- replaced, replayed, unreadable
    day TEXT NOT NULL,
    seq INTEGER,
    sha256 TEXT
);
CREATE TABLE report_note (                 -- staff only
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    body BLOB NOT NULL,                    -- under the thread's key
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX report_note_by_thread ON report_note (thread_id, at);
CREATE TABLE report_reader (               -- id is thread:user; the key of a thread that is kept apart, HPKE-sealed for one officer
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE TABLE report_tally (                -- id is day:channel; how many reports were taken for a flood and emptied: numbers only
    id TEXT PRIMARY KEY,
    emptied INTEGER NOT NULL
);
CREATE TABLE contact_gate (                -- id is the case's id: somebody else reported it, and nobody is contacted before it was decided
    id TEXT PRIMARY KEY REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    decision TEXT                          -- whether and how the person concerned is contacted, in the counsellor's words
);
