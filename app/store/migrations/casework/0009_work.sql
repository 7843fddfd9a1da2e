-- Deletion work: one row an address, what was asked for where, and when somebody looked again; never the thing itself.
CREATE TABLE deletion_mandate (            -- on whose behalf deletion is asked for
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    asked_by TEXT NOT NULL,                -- self, spouse, lineal, sibling, agent, police, child
    name TEXT,
    paper TEXT NOT NULL,                   -- the signed power of attorney: not_needed, missing, seen
    signed_on TEXT,
    until_on TEXT,
    kept_where TEXT,
    withdrawn_on TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX deletion_mandate_by_case ON deletion_mandate (case_id, at);
CREATE TABLE deletion_target (             -- one address
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    url TEXT NOT NULL,                     -- as it was brought; where it is, never what it shows
    url_key TEXT NOT NULL,                 -- as doubles are found: without scheme, www, the slash at the end
    platform TEXT NOT NULL,                -- the host
    account TEXT,
    note TEXT,
    state TEXT NOT NULL DEFAULT 'found',   -- found, asked, refused, gone, blocked, back, left
    first_id TEXT,                         -- it came up again: the address of this case where it stood first
    clock_from TEXT,                       -- the day the calendar of looking again counts from
    next_look TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (case_id, url_key)
);
CREATE INDEX deletion_target_by_case ON deletion_target (case_id, id);
CREATE INDEX deletion_target_by_state ON deletion_target (case_id, state, id);
CREATE INDEX deletion_target_by_look ON deletion_target (case_id, next_look) WHERE next_look IS NOT NULL;
CREATE INDEX deletion_target_by_first ON deletion_target (first_id) WHERE first_id IS NOT NULL;
CREATE TABLE deletion_request (            -- asked for at one place for one address
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES deletion_target (id) ON DELETE CASCADE,
    route TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    reference TEXT,                        -- the number they gave it
    answer TEXT NOT NULL DEFAULT 'waiting',  -- waiting, removed, blocked, refused, none
    answered_on TEXT,
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX deletion_request_by_target ON deletion_request (target_id, sent_on);
CREATE INDEX deletion_request_by_case ON deletion_request (case_id, route);
CREATE TABLE deletion_look (               -- somebody looked, or was told, whether it is still there
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    target_id TEXT NOT NULL REFERENCES deletion_target (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    result TEXT NOT NULL,                  -- there, gone, blocked
    way TEXT NOT NULL,                     -- by whom it is known
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX deletion_look_by_target ON deletion_look (target_id, day);
CREATE INDEX deletion_look_by_case ON deletion_look (case_id);
CREATE TABLE deletion_day (                -- a day on which addresses are looked at again, and its task in the agenda
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    due_on TEXT NOT NULL,
    task_id TEXT NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    UNIQUE (case_id, due_on)
);
CREATE INDEX deletion_day_by_task ON deletion_day (task_id);

-- Workplace: organisations, who stands where, separation, secondary damage, what an employer owes and what followed.
CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- employer, commissioned, ambassador, public_body, client
    contact TEXT,                          -- who speaks for it, and how they are reached
    designation TEXT,                      -- the contract or designation that would be reviewed
    told_on TEXT,                          -- when it learnt of it: its duties count from then
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX organisation_by_case ON organisation (case_id);
CREATE TABLE workplace_person (            -- who stands where; the rule looks for what two of them share
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    part TEXT NOT NULL,                    -- survivor, reporter, accused, decides
    called TEXT NOT NULL,                  -- a name to call them by; a reporter may stay without any
    organisation_id TEXT REFERENCES organisation (id) ON DELETE SET NULL,
    unit TEXT,
    place TEXT,
    shift TEXT,
    approver TEXT,
    appraiser TEXT,
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX workplace_person_by_case ON workplace_person (case_id);
CREATE INDEX workplace_person_by_organisation ON workplace_person (organisation_id);
CREATE TABLE third_report (                -- id is the case's id: somebody else reported it
    id TEXT PRIMARY KEY REFERENCES casefile (id) ON DELETE CASCADE,
    reported_on TEXT NOT NULL,
    anonymous INTEGER NOT NULL,
    survivor_knows TEXT NOT NULL,          -- yes, no, unknown
    survivor_wish TEXT NOT NULL,           -- act, organisation_only, nothing, not_asked
    words TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE TABLE separation (                  -- one separation order, asked for or given
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    state TEXT NOT NULL,                   -- asked, ordered, ended
    who_moves TEXT NOT NULL,               -- accused, survivor, both
    wish TEXT NOT NULL,                    -- yes, no, changed, not_asked: what the survivor said to it
    wish_words TEXT,
    wish_on TEXT,
    order_no TEXT,
    starts_on TEXT,
    review_on TEXT,
    ends_when TEXT,                        -- the condition on which it ends
    ended_on TEXT,
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX separation_by_case ON separation (case_id, at);
CREATE INDEX separation_by_organisation ON separation (organisation_id);
CREATE TABLE separation_scope (            -- one line of the matrix
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    separation_id TEXT NOT NULL REFERENCES separation (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    answer TEXT NOT NULL,                  -- apart, together, unknown, none
    UNIQUE (separation_id, scope)
);
CREATE INDEX separation_scope_by_case ON separation_scope (case_id);
CREATE TABLE separation_breach (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    separation_id TEXT NOT NULL REFERENCES separation (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    scope TEXT NOT NULL,
    words TEXT NOT NULL,
    told_on TEXT,                          -- when the organisation was told
    followed TEXT,                         -- what it did about it
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX separation_breach_by_case ON separation_breach (case_id, day);
CREATE INDEX separation_breach_by_separation ON separation_breach (separation_id);
CREATE TABLE damage_watch (                -- asked every week, for the survivor and for whoever reported
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES workplace_person (id) ON DELETE CASCADE,
    from_on TEXT NOT NULL,
    next_on TEXT,                          -- NULL once it ended
    task_id TEXT REFERENCES task (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (case_id, person_id)
);
CREATE INDEX damage_watch_by_person ON damage_watch (person_id);
CREATE INDEX damage_watch_by_task ON damage_watch (task_id);
CREATE TABLE damage_answer (               -- what was answered on one day; codes of the statute, or none
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    watch_id TEXT NOT NULL REFERENCES damage_watch (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    codes TEXT NOT NULL,                   -- JSON list
    words TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX damage_answer_by_watch ON damage_answer (watch_id, day);
CREATE INDEX damage_answer_by_case ON damage_answer (case_id);
CREATE TABLE employer_duty (               -- what an organisation owes in this case, by when, and what followed
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    duty TEXT NOT NULL,
    due_on TEXT,
    state TEXT NOT NULL,                   -- open, partly, done, nothing
    state_on TEXT,
    words TEXT,
    letter_on TEXT,                        -- when a letter about it was made
    review_on TEXT,                        -- when it was noted that the contract or designation is to be reviewed
    task_id TEXT REFERENCES task (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX employer_duty_by_case ON employer_duty (case_id);
CREATE INDEX employer_duty_by_organisation ON employer_duty (organisation_id);
CREATE INDEX employer_duty_by_task ON employer_duty (task_id);
CREATE TABLE organisation_check (          -- how an organisation is made up, on a day
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    answer TEXT NOT NULL,                  -- yes, no, unknown
    day TEXT NOT NULL,
    words TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX organisation_check_by_case ON organisation_check (case_id);
CREATE INDEX organisation_check_by_organisation ON organisation_check (organisation_id, topic, day);
