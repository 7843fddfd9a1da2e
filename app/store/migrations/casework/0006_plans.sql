-- Plans: where a case stands, what is needed and aimed at, how far it came, what a supervisor said, how it was closed.
ALTER TABLE casefile ADD COLUMN stage TEXT NOT NULL DEFAULT 'new';   -- code list "case_stage"; moves with what is done
UPDATE casefile SET stage = CASE
    WHEN status <> 'open' THEN status
    WHEN EXISTS (SELECT 1 FROM service_given AS s WHERE s.case_id = casefile.id) THEN 'support'
    WHEN EXISTS (SELECT 1 FROM incident AS i WHERE i.case_id = casefile.id) THEN 'assessment'
    ELSE 'new' END;
ALTER TABLE contact ADD COLUMN counselling TEXT;                     -- initial, repeat; NULL where it was no counselling
ALTER TABLE contact ADD COLUMN violence TEXT;                        -- yes, no, unknown: whether violence was told of
CREATE TABLE need (                        -- one row an area that was asked about
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    area TEXT NOT NULL,
    needed TEXT NOT NULL,                  -- yes, no, unknown
    words TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (case_id, area)
);
CREATE TABLE goal (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    area TEXT NOT NULL,
    words TEXT NOT NULL,                   -- in the person's own words
    state TEXT NOT NULL,                   -- open, reached, dropped
    reason TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX goal_by_case ON goal (case_id, at);
CREATE TABLE plan_step (                   -- id is the task's id: a step is something to do that leads to a goal
    id TEXT PRIMARY KEY REFERENCES task (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    goal_id TEXT NOT NULL REFERENCES goal (id) ON DELETE CASCADE,
    by_whom TEXT NOT NULL                  -- centre, person, together, other
);
CREATE INDEX plan_step_by_goal ON plan_step (goal_id);
CREATE INDEX plan_step_by_case ON plan_step (case_id);
CREATE TABLE follow_up (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    held_on TEXT NOT NULL,
    channel TEXT NOT NULL,
    words TEXT,
    needs_met TEXT NOT NULL,               -- yes, no, unknown
    close_advised INTEGER NOT NULL DEFAULT 0,
    next_on TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX follow_up_by_case ON follow_up (case_id, held_on);
CREATE TABLE progress (                    -- how far an area had come at a follow-up
    id TEXT PRIMARY KEY,
    follow_up_id TEXT NOT NULL REFERENCES follow_up (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    area TEXT NOT NULL,
    state TEXT NOT NULL,                   -- n_a, in_progress, met
    UNIQUE (follow_up_id, area)
);
CREATE INDEX progress_by_case ON progress (case_id);
CREATE TABLE review (                      -- what a supervisor was asked to look at, and what they said
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- plan, closure
    state TEXT NOT NULL,                   -- requested, approved, returned, withdrawn
    words TEXT,
    proposal TEXT,                         -- JSON: the closure that is asked for
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    answer TEXT
);
CREATE INDEX review_by_case ON review (case_id, asked_at);
CREATE INDEX review_waiting ON review (asked_at) WHERE state = 'requested';
CREATE TABLE closure (                     -- every time a case was closed; the last one that was not reopened stands
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    note TEXT,
    closed_on TEXT NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    reopened_at INTEGER,
    reopened_by TEXT,
    reopened_because TEXT
);
CREATE INDEX closure_by_case ON closure (case_id, at);
CREATE TABLE closure_answer (              -- code list "closure_item"
    id TEXT PRIMARY KEY,
    closure_id TEXT NOT NULL REFERENCES closure (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,                  -- yes, no
    words TEXT,
    UNIQUE (closure_id, item)
);
CREATE INDEX closure_answer_by_case ON closure_answer (case_id);
CREATE TABLE feedback (                    -- what somebody said about the centre: only by their own consent
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    given_how TEXT NOT NULL,               -- alone, read_aloud, by_phone
    words TEXT,
    consent_id TEXT REFERENCES consent (id),
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX feedback_by_case ON feedback (case_id, at);
CREATE INDEX feedback_by_consent ON feedback (consent_id);
CREATE TABLE feedback_answer (             -- code list "feedback_question"
    id TEXT PRIMARY KEY,
    feedback_id TEXT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    UNIQUE (feedback_id, question)
);
CREATE INDEX feedback_answer_by_case ON feedback_answer (case_id);
CREATE TABLE flag (                        -- what everybody who opens the case must see, until it is settled
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    due_on TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    resolved_at INTEGER,
    resolved_by TEXT,
    resolution TEXT
);
CREATE INDEX flag_by_case ON flag (case_id, at);
CREATE INDEX flag_open ON flag (due_on) WHERE resolved_at IS NULL;
CREATE TABLE transfer (                    -- a case goes to another organisation, once that one has taken it
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    organisation TEXT NOT NULL,            -- directory id
    words TEXT NOT NULL,
    consent_id TEXT REFERENCES consent (id),
    items TEXT,
    state TEXT NOT NULL,                   -- sent, accepted, declined, withdrawn
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    answered_at INTEGER,
    answer TEXT
);
CREATE INDEX transfer_by_case ON transfer (case_id, at);
CREATE INDEX transfer_by_consent ON transfer (consent_id);
-- Finding: who asked to see a case that is somebody else's; who may be the other party; which records were one person.
CREATE TABLE case_sight (                  -- holds for one person, one case and one day
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,                  -- code list "sight_reason"
    at INTEGER NOT NULL,
    UNIQUE (case_id, user, day)
);
CREATE INDEX casefile_by_opening ON casefile (opened_on, id);       -- cases of a day
CREATE INDEX incident_by_days ON incident (first_on, last_on, case_id);
CREATE INDEX case_sight_by_user ON case_sight (user, day);
CREATE TABLE party_match (                 -- a contact that may come from the other party of a case; open: it is held
    id TEXT PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    about TEXT NOT NULL,                   -- the id of that case, by no key: the contact does not belong to it
    why TEXT NOT NULL,                     -- phone, name, asked
    state TEXT NOT NULL,                   -- open, other_party, somebody_else
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    words TEXT,
    UNIQUE (contact_id, about)
);
CREATE INDEX party_match_open ON party_match (at) WHERE state = 'open';
CREATE TABLE merge (                       -- case_id went on with what stood in gone_id; both values are kept
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    gone_id TEXT NOT NULL,                 -- by no key: what may be sealed or erased apart from the other
    reason TEXT NOT NULL,
    both TEXT NOT NULL,                    -- JSON: fields with the value of each and the one that was chosen
    before TEXT NOT NULL,                  -- JSON: where gone_id stood
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    undone_at INTEGER,
    undone_by TEXT
);
CREATE INDEX merge_by_case ON merge (case_id, at);
CREATE INDEX merge_by_gone ON merge (gone_id, at);
CREATE TABLE merge_moved (                 -- which records went over, so that they can go back
    id TEXT PRIMARY KEY,
    merge_id TEXT NOT NULL REFERENCES merge (id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL
);
CREATE INDEX merge_moved_by_merge ON merge_moved (merge_id);
