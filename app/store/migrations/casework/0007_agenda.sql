-- The day: events that a law counts from, appointments with room and court, and what one shift hands to the next.
CREATE TABLE legal_event (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casefile (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- resources/codelists/legal_event.yaml
    on_day TEXT NOT NULL,
    at INTEGER,                            -- the hour, where a law counts hours
    measures TEXT NOT NULL DEFAULT '',     -- of a provisional measure: 1,2,3,3-2
    order_no TEXT,
    approval TEXT,                         -- by a judge: asked, given, refused, unknown
    order_id TEXT,                         -- what an extension extends, in the same case
    served_until TEXT,                     -- the last day that the served paper itself names; it overrides
    ended_on TEXT,
    ended_why TEXT,                        -- resources/codelists/deadline_end.yaml
    note TEXT,
    noted_at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX legal_event_by_case ON legal_event (case_id, on_day);
CREATE INDEX legal_event_by_order ON legal_event (order_id);
ALTER TABLE task ADD COLUMN event_id TEXT REFERENCES legal_event (id) ON DELETE CASCADE;
ALTER TABLE task ADD COLUMN event_mark TEXT;       -- which of the event's days: rule:end, rule:day-20, rule:before-7
CREATE INDEX task_by_event ON task (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX task_open_by_kind ON task (kind, due_on) WHERE done_at IS NULL;   -- a day is read in order, and no further than it shows
CREATE TABLE appointment (                 -- what an appointment has beyond its task; id is the task's id
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT 'meeting',  -- meeting, accompaniment, court
    room TEXT,                             -- id of a room of the office
    out_at INTEGER,                        -- accompaniment: when they left, and when they were back
    back_at INTEGER,
    in_spite TEXT,                         -- why it stands although something else is at the same time
    FOREIGN KEY (id) REFERENCES task (id) ON DELETE CASCADE
);
CREATE INDEX appointment_out ON appointment (id) WHERE out_at IS NOT NULL AND back_at IS NULL;
CREATE TABLE court_card (                  -- what one has to know on the day at court; id is the task's id
    id TEXT PRIMARY KEY,
    court TEXT NOT NULL,
    courtroom TEXT,
    case_no TEXT,                          -- the court's number of the proceedings
    closed TEXT NOT NULL DEFAULT 'unknown',        -- closed hearing: not_asked, asked, granted, refused, unknown
    trusted TEXT NOT NULL DEFAULT 'unknown',       -- a trusted person may sit beside: the same answers
    trusted_name TEXT,
    route TEXT NOT NULL DEFAULT 'unknown',         -- a way in apart from the other side: the same answers
    route_words TEXT,
    note TEXT,
    FOREIGN KEY (id) REFERENCES task (id) ON DELETE CASCADE
);
CREATE TABLE shift_item (                  -- one thing handed to the next shift; until it is accepted it stays with its sender
    id TEXT PRIMARY KEY,
    case_id TEXT REFERENCES casefile (id) ON DELETE CASCADE,
    contact_id TEXT REFERENCES contact (id) ON DELETE CASCADE,
    task_id TEXT REFERENCES task (id) ON DELETE CASCADE,
    batch TEXT NOT NULL,                   -- what was handed over in one go
    kind TEXT NOT NULL,                    -- call_back, risk, draft, date
    draft_id TEXT,
    from_user TEXT NOT NULL,
    to_user TEXT,                          -- NULL: whoever comes next
    words TEXT,
    state TEXT NOT NULL,                   -- waiting, accepted, declined, withdrawn
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT
);
CREATE INDEX shift_item_waiting ON shift_item (state) WHERE state = 'waiting';
CREATE INDEX casefile_at_risk ON casefile (assigned_to) WHERE risk IN ('critical', 'high');
CREATE INDEX shift_item_by_case ON shift_item (case_id);
