-- People who work here and whom a report may name: it is kept from them until somebody else decided.
CREATE TABLE report_named (                -- id is thread:user
    id TEXT PRIMARY KEY,
    thread_id TEXT NOT NULL REFERENCES report_thread (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    why TEXT NOT NULL,                     -- name, phone
    state TEXT NOT NULL,                   -- open, meant, let_in
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT                            -- why they may read it after all
);
CREATE INDEX report_named_by_thread ON report_named (thread_id);
