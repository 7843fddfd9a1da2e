-- Casework: people, contacts, cases, sessions, rounds. Instants are UTC milliseconds, days are ISO dates (Asia/Seoul).
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    alias TEXT NOT NULL,
    name TEXT,                 -- only after consent to collection
    phone TEXT,
    age_band TEXT NOT NULL DEFAULT 'unknown',
    sex TEXT NOT NULL DEFAULT 'unknown',
    note TEXT
);
CREATE TABLE casefile (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,           -- 26-B-0147: year, device letter, sequence; never reused
    survivor_id TEXT NOT NULL REFERENCES person (id),
    status TEXT NOT NULL DEFAULT 'open',
    risk TEXT NOT NULL DEFAULT 'unknown',
    main_type TEXT NOT NULL DEFAULT 'unknown',   -- derived from the incidents' types
    relation TEXT NOT NULL DEFAULT 'unknown',    -- of the primary other party
    channel TEXT NOT NULL DEFAULT 'other',       -- of the first contact
    assigned_to TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    outcome TEXT NOT NULL DEFAULT 'open',
    closing_note TEXT,
    summary TEXT,
    last_activity INTEGER NOT NULL
);
CREATE TABLE case_counter (               -- id is year and device letter (26-B); numbers are never reused
    id TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);
CREATE INDEX casefile_by_activity ON casefile (last_activity DESC, id);
CREATE INDEX casefile_by_status ON casefile (status, last_activity DESC, id);
CREATE INDEX casefile_by_survivor ON casefile (survivor_id);
CREATE TABLE contact (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    minutes INTEGER,
    channel TEXT NOT NULL,
    caller_relation TEXT,
    kind TEXT,
    alias TEXT,
    phone TEXT,
    note TEXT,
    state TEXT NOT NULL,                   -- running, parked, closed
    case_id TEXT REFERENCES casefile (id),
    taken_by TEXT NOT NULL
);
CREATE INDEX contact_by_start ON contact (started_at DESC, id);
CREATE INDEX contact_by_case ON contact (case_id, started_at);
CREATE INDEX contact_open ON contact (state) WHERE state <> 'closed';
CREATE TABLE contact_sign (
    id TEXT PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    sign TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX contact_sign_by_contact ON contact_sign (contact_id);
CREATE TABLE safe_contact (
    id TEXT PRIMARY KEY,                   -- the case's id: one card a case
    verdict TEXT NOT NULL,                 -- may_call, only_hours, do_not_call
    number TEXT,
    hours TEXT,                            -- JSON: [{"days": "12345", "from": "12:00", "to": "13:00"}]
    text_allowed INTEGER NOT NULL DEFAULT 0,
    message_allowed INTEGER NOT NULL DEFAULT 0,
    we_are TEXT,
    code_word TEXT,
    never_contact TEXT,
    do_not_tell TEXT,
    set_at INTEGER NOT NULL,
    FOREIGN KEY (id) REFERENCES casefile (id) ON DELETE CASCADE
);
CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,                 -- collection, sensitive, third_party, reporting, survey
    answer TEXT NOT NULL,                  -- given, refused, deferred, withdrawn
    method TEXT NOT NULL,                  -- written, oral, none
    ground TEXT,                           -- why work goes on without it
    recipient TEXT,
    items TEXT,
    text_version TEXT NOT NULL,
    at INTEGER NOT NULL,
    remind_on TEXT,
    valid_until TEXT,
    told_by TEXT NOT NULL
);
CREATE INDEX consent_by_case ON consent (case_id, purpose, at);
CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    first_on TEXT,
    last_on TEXT,
    time_of_day TEXT,
    place TEXT,
    frequency TEXT,
    narrative TEXT,
    main_type TEXT NOT NULL DEFAULT 'unknown',
    gbvims_type TEXT NOT NULL DEFAULT 'non-gbv',
    reported_elsewhere TEXT NOT NULL DEFAULT 'no'  -- no, gbvims-org, non-gbvims-org
);
CREATE INDEX incident_by_case ON incident (case_id);
CREATE TABLE incident_type (
    id TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
    type TEXT NOT NULL
);
CREATE INDEX incident_type_by_incident ON incident_type (incident_id);
CREATE TABLE other_party (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    name TEXT,
    phone TEXT,
    relation TEXT NOT NULL DEFAULT 'unknown',
    note TEXT,
    is_primary INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX other_party_by_case ON other_party (case_id);
CREATE TABLE note (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    session_id TEXT
);
CREATE INDEX note_by_case ON note (case_id, at);
CREATE TABLE service_given (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    service TEXT NOT NULL,
    minutes INTEGER,
    note TEXT,
    author TEXT NOT NULL
);
CREATE INDEX service_by_case ON service_given (case_id, at);
CREATE TABLE record_value (                -- the fields a manual step asks to record (resources/codelists/record_fields.yaml)
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    session_id TEXT,
    UNIQUE (case_id, field)
);
CREATE TABLE warning_sign (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    sign TEXT NOT NULL,
    answer TEXT NOT NULL,                  -- yes, no, unknown
    words TEXT,
    at INTEGER NOT NULL,
    UNIQUE (case_id, sign)
);
CREATE TABLE risk_level (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    level TEXT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT,
    author TEXT NOT NULL
);
CREATE INDEX risk_level_by_case ON risk_level (case_id, at);
CREATE TABLE task (
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'todo',     -- todo, call_back, appointment, deadline, consent
    due_on TEXT,
    due_at INTEGER,
    until INTEGER,
    place TEXT,
    owner TEXT NOT NULL,
    done_at INTEGER,
    session_id TEXT
);
CREATE INDEX task_open ON task (due_on) WHERE done_at IS NULL;
CREATE INDEX task_by_case ON task (case_id);
CREATE INDEX task_by_day ON task (due_on) WHERE kind = 'appointment';   -- a day shows what was done too
CREATE TABLE referral (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    organisation TEXT NOT NULL,            -- directory id
    purpose TEXT,
    items TEXT,
    status TEXT NOT NULL,                  -- proposed, consented, sent, accepted, declined, done
    consent_id TEXT REFERENCES consent (id),
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    session_id TEXT
);
CREATE INDEX referral_by_case ON referral (case_id, at);
CREATE TABLE manual_session (
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    contact_id TEXT REFERENCES contact (id),
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    pack_hash TEXT NOT NULL,
    state TEXT NOT NULL,                   -- running, paused, ended
    step TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    author TEXT NOT NULL
);
CREATE INDEX manual_session_by_case ON manual_session (case_id, started_at);
CREATE INDEX manual_session_open ON manual_session (state) WHERE state <> 'ended';
CREATE TABLE session_event (               -- the path: every arrival, answer, step back, pause and resumption
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES manual_session (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,                    -- entered, branch, back, jump, returned, ticked, unticked, paused, resumed, ended
    step TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX session_event_by_session ON session_event (session_id, at);
CREATE TABLE plain_copy (                  -- papers that left the store in readable form, until somebody confirms their deletion
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    profile TEXT NOT NULL,
    recipient TEXT NOT NULL,
    encrypted INTEGER NOT NULL,
    reason TEXT,
    safety TEXT,                           -- JSON: the answers asked before a survivor's copy
    sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    gone_at INTEGER
);
-- Counts: what was acknowledged, what each person has used, what was closed, what waits to leave.
CREATE TABLE count_state (                 -- id is the case's id; cells as last acknowledged
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL,
    cells TEXT NOT NULL
);
CREATE TABLE count_ledger (
    id TEXT PRIMARY KEY,
    round_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    cells TEXT NOT NULL,
    units INTEGER NOT NULL
);
CREATE INDEX count_ledger_by_person ON count_ledger (person_id);
CREATE INDEX count_ledger_by_round ON count_ledger (round_id);
CREATE TABLE count_round (
    id TEXT PRIMARY KEY,
    period TEXT NOT NULL UNIQUE,           -- 2026-Q3, 2026
    state TEXT NOT NULL,                   -- held, waiting, acknowledged, refused
    closed_at INTEGER NOT NULL,
    closed_by TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    changes TEXT NOT NULL,                 -- JSON vector of true changes
    noise TEXT NOT NULL,                   -- JSON vector; drawn once
    gates TEXT NOT NULL,                   -- JSON: what each gate excluded
    envelope BLOB NOT NULL,                -- the immutable bytes that leave
    receipt TEXT
);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    body BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    state TEXT NOT NULL,                   -- held, waiting, done, dead
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    receipt TEXT,
    left_at INTEGER                        -- when its bytes were first handed to a network or a stick
);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
