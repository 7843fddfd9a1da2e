-- Attachments of arrived reports: their pieces lie sealed as they came in attachments/ab/<folder>/, one file a piece, until somebody
-- says what they are. What opens them stands in the message, under the key of its thread.
CREATE TABLE report_parcel (               -- id is the message's
    id TEXT PRIMARY KEY REFERENCES report_message (id) ON DELETE CASCADE,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    folder TEXT NOT NULL UNIQUE,           -- its random name
    whole INTEGER NOT NULL DEFAULT 0,      -- 1 once every piece that is wanted lay here for good
    spare TEXT NOT NULL DEFAULT '[]'       -- [first, number] of pieces that are not kept: became evidence, or never to be kept
);
CREATE INDEX report_parcel_by_thread ON report_parcel (thread_id);
CREATE TABLE report_file (                 -- id is message:place among its attachments; there once somebody said what it is
    id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES report_message (id) ON DELETE CASCADE,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    body BLOB NOT NULL,                    -- what it is, under the thread's key
    state TEXT NOT NULL,                   -- stated, odd (does not fit what was announced), evidence, let_go
    item TEXT,                             -- the piece of evidence it became
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX report_file_by_thread ON report_file (thread_id);
CREATE TABLE report_leftover (             -- id is the name of a folder whose thread is gone: it goes as soon as the disk lets it
    id TEXT PRIMARY KEY
);
CREATE TABLE report_let_go (               -- id is the relay's number of a message that was erased here before the relay was told
    id TEXT PRIMARY KEY
);
