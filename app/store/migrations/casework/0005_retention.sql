-- Retention: what is held back, what a review decided, what was erased, and the copies that may still hold it.
CREATE TABLE legal_hold (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    released_at INTEGER,
    released_by TEXT
);
CREATE INDEX legal_hold_by_case ON legal_hold (case_id);
CREATE TABLE retention_review (            -- the last row of a case or contact counts
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    contact_id TEXT REFERENCES contact (id) ON DELETE CASCADE,
    decision TEXT NOT NULL,                -- erase, keep
    keep_until TEXT,
    reason TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX retention_review_by_case ON retention_review (case_id, at);
CREATE INDEX retention_review_by_contact ON retention_review (contact_id, at);
CREATE TABLE record_kind (                 -- id is the case's id: which deletion record it is, where that decides the period
    id TEXT PRIMARY KEY REFERENCES casefile (id) ON DELETE CASCADE,
    record_type TEXT NOT NULL
);
CREATE TABLE destruction (                 -- one row a batch: what was destroyed, when and how; no name, no number
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    ground TEXT NOT NULL,                  -- period_over, request, consent_withdrawn
    record_types TEXT NOT NULL,            -- JSON list
    cases INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    records INTEGER NOT NULL,
    files INTEGER NOT NULL,
    papers_open INTEGER NOT NULL,          -- readable copies on paper or disk whose deletion nobody had confirmed
    rewritten_at INTEGER                   -- when the record file had been written anew without them
);
CREATE TABLE erased (                      -- id is what a case or contact was called inside; applied again at every restore
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                    -- case, contact
    at INTEGER NOT NULL,
    destruction_id TEXT NOT NULL
);
CREATE TABLE backup_copy (                 -- every backup that was made, until it is gone
    id TEXT PRIMARY KEY,
    made_at INTEGER NOT NULL,
    expires_on TEXT NOT NULL,
    place TEXT NOT NULL,
    gone_at INTEGER,
    gone_by TEXT
);
-- A record that goes is asked for by its children: without these every one would be looked through.
CREATE INDEX manual_session_by_contact ON manual_session (contact_id);
CREATE INDEX referral_by_consent ON referral (consent_id);
CREATE INDEX plain_copy_by_case ON plain_copy (case_id);
