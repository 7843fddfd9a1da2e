-- What was reported by duty, or why it was not; duty_id names an entry of resources/duties/duties.yaml.
CREATE TABLE duty_report (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    duty_id TEXT NOT NULL,
    ground TEXT NOT NULL,                  -- what was learnt, and how
    exception TEXT,                        -- why it was not reported; NULL where it was
    told_before TEXT NOT NULL,             -- yes, no, unknown: whether the person knew before
    not_told_because TEXT,
    reported_at INTEGER,
    authority TEXT,
    receipt_no TEXT,
    note TEXT,
    at INTEGER NOT NULL,                   -- when it was written here
    author TEXT NOT NULL
);
CREATE INDEX duty_report_by_case ON duty_report (case_id, at);
