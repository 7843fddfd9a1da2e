-- Safety and support: results of scales, safety plans, steps of a referral, money paid, notices after a consent was taken back.
ALTER TABLE consent ADD COLUMN service TEXT;            -- for which service something may be passed on; NULL: whatever was asked for
ALTER TABLE referral ADD COLUMN service TEXT;           -- what the organisation is asked for (code list "service")
ALTER TABLE referral ADD COLUMN answer_by TEXT;         -- the day by which it is asked about its answer
ALTER TABLE service_given ADD COLUMN organisation TEXT; -- directory id, where somebody else gave it
CREATE TABLE scale_result (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    scale TEXT NOT NULL,                   -- resources/scales, or the code list "instrument" where how is external
    how TEXT NOT NULL,                     -- asked (here, in the words of the scale), entered (a total), external
    language TEXT,                         -- in which it was asked
    version TEXT,                          -- which wording
    answers TEXT,                          -- JSON list of numbers; null where an item was left out
    score INTEGER,
    band TEXT,
    danger INTEGER,                        -- the answer to the item about not wanting to live: above 0 leads to the manual
    outcome TEXT,                          -- what an external sheet says, as it was told
    made_on TEXT NOT NULL,
    made_by TEXT,                          -- who made an external one
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX scale_result_by_case ON scale_result (case_id, at);
CREATE TABLE safety_plan (                 -- one row a version; the highest of a kind is the one that holds
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- resources/safety_plans
    version INTEGER NOT NULL,
    together INTEGER NOT NULL,             -- whether the person made it with us
    copy_safe TEXT NOT NULL,               -- yes, no, unknown: whether a copy can be kept without danger
    kept_where TEXT,                       -- where copies are
    review_on TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (case_id, kind, version)
);
CREATE TABLE safety_plan_item (
    id TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL REFERENCES safety_plan (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    part TEXT NOT NULL,                    -- of the kind's parts
    action TEXT NOT NULL,
    by_when TEXT,
    helper TEXT,
    done_at INTEGER
);
CREATE INDEX safety_plan_item_by_plan ON safety_plan_item (plan_id, place);
CREATE INDEX safety_plan_item_by_case ON safety_plan_item (case_id);
CREATE TABLE referral_step (               -- what was done about a referral, one by one
    id TEXT PRIMARY KEY,
    referral_id TEXT NOT NULL REFERENCES referral (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- code list "referral_step"
    at INTEGER NOT NULL,
    person TEXT,                           -- with whom there
    survivor_there INTEGER NOT NULL DEFAULT 0,
    minutes INTEGER,
    words TEXT,
    author TEXT NOT NULL
);
CREATE INDEX referral_step_by_referral ON referral_step (referral_id, at);
CREATE INDEX referral_step_by_case ON referral_step (case_id, at);
CREATE TABLE support_paid (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    paid_on TEXT NOT NULL,
    service TEXT NOT NULL,
    amount INTEGER NOT NULL,               -- won
    line TEXT NOT NULL,                    -- a budget line of the office
    receipt TEXT,                          -- where the receipt is filed
    paid_to TEXT,
    note TEXT,
    cancelled_at INTEGER,
    cancelled_because TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX support_paid_by_case ON support_paid (case_id, paid_on);
CREATE INDEX support_paid_by_line ON support_paid (line, paid_on) WHERE cancelled_at IS NULL;
CREATE TABLE withdrawal_notice (           -- whom to tell that a consent was taken back
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    consent_id TEXT NOT NULL REFERENCES consent (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,               -- directory id, or a name as it stands on the paper
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    told_at INTEGER,
    told_how TEXT,
    task_id TEXT,                          -- the task that asks for it
    author TEXT NOT NULL
);
CREATE INDEX withdrawal_notice_by_case ON withdrawal_notice (case_id, at);
CREATE INDEX withdrawal_notice_by_consent ON withdrawal_notice (consent_id);
