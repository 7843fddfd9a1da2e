-- Case conferences: what several cases share stands by itself, and each case has its own lines in it.
-- The lines point to a conference without a foreign key: a sealed case takes them into its file, the conference stays.
CREATE TABLE conference (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    place TEXT,
    aim TEXT NOT NULL,                     -- never a name
    return_by TEXT NOT NULL,               -- by when every copy is to be back
    last_code INTEGER NOT NULL DEFAULT 0,  -- the code given last: none is given twice
    at INTEGER NOT NULL,
    author TEXT NOT NULL                   -- who sees to it that the copies come back
);
CREATE INDEX conference_by_day ON conference (day DESC, id);
CREATE TABLE conference_attendee (         -- of the centre (user), or from outside (name and organisation)
    id TEXT PRIMARY KEY,
    conference_id TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    user TEXT,
    name TEXT,
    organisation TEXT,                     -- directory id, or a name
    at INTEGER NOT NULL
);
CREATE INDEX conference_attendee_by_conference ON conference_attendee (conference_id, at, id);
CREATE TABLE conference_copy (             -- one numbered copy for one attendee, and what became of it
    id TEXT PRIMARY KEY,
    conference_id TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    attendee_id TEXT NOT NULL REFERENCES conference_attendee (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    total INTEGER NOT NULL,
    file TEXT,                             -- the name of the file, where it is one
    state TEXT NOT NULL DEFAULT 'out',     -- out, returned, destroyed, not_returned
    ended_on TEXT,
    ended_by TEXT,                         -- who took it back or saw it destroyed
    words TEXT,                            -- why it did not come back
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (conference_id, number)
);
CREATE INDEX conference_copy_by_attendee ON conference_copy (attendee_id);
CREATE INDEX conference_copy_out ON conference_copy (conference_id) WHERE state = 'out';
CREATE TABLE conference_case (             -- a case in a conference, under a code that leads to nobody
    id TEXT PRIMARY KEY,
    conference_id TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    code INTEGER NOT NULL,
    day TEXT NOT NULL,                     -- of the conference: the case keeps it where it goes away
    asks TEXT,                             -- what is to be talked about
    UNIQUE (conference_id, case_id)
);
CREATE INDEX conference_case_by_case ON conference_case (case_id, day);
CREATE TABLE conference_seat (             -- a case at which somebody from outside attends
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    attendee_id TEXT NOT NULL,
    UNIQUE (attendee_id, case_id)
);
CREATE INDEX conference_seat_by_case ON conference_seat (case_id);
CREATE TABLE conference_decision (         -- what was decided in a case, and the task it became
    id TEXT PRIMARY KEY,
    conference_id TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    owner TEXT NOT NULL,
    due_on TEXT,
    task_id TEXT REFERENCES task (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX conference_decision_by_conference ON conference_decision (conference_id, case_id, at);
CREATE INDEX conference_decision_by_case ON conference_decision (case_id, at);
CREATE INDEX conference_decision_by_task ON conference_decision (task_id);
ALTER TABLE plain_copy ADD COLUMN conference_copy TEXT;   -- in the register of a case: which numbered copy it was in
CREATE INDEX plain_copy_by_conference ON plain_copy (conference_copy) WHERE conference_copy IS NOT NULL;
