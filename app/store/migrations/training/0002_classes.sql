-- Visiting safety classes: who asked, where they are held, when, and by whom. The table that stood here for them was never written.
DROP TABLE class_request;
CREATE TABLE institution (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- code list "institution_kind"
    district TEXT,
    address TEXT,
    contact_name TEXT,
    contact_way TEXT,                      -- how they are reached: a number or an address
    note TEXT,
    active INTEGER NOT NULL DEFAULT 1,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX institution_by_name ON institution (name, id);
CREATE TABLE class_request (
    id TEXT PRIMARY KEY,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    received_on TEXT NOT NULL,
    way TEXT NOT NULL,                     -- how it came in: phone, paper, mail, own_offer
    curriculum TEXT,                       -- id in resources/curricula
    audience TEXT NOT NULL,                -- code list "class_audience"
    people INTEGER,
    wished TEXT,                           -- the days they named, in words
    wished_from TEXT,
    wished_to TEXT,
    duty TEXT,                             -- legal duty behind it: id in resources/curricula/duties.yaml
    duty_until TEXT,
    note TEXT,
    state TEXT NOT NULL,                   -- new, offered, planned, declined, withdrawn, done
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX class_request_by_state ON class_request (state, received_on DESC, id);
CREATE INDEX class_request_by_institution ON class_request (institution_id);
CREATE TABLE visit (                       -- one class, held or planned
    id TEXT PRIMARY KEY,
    request_id TEXT REFERENCES class_request (id) ON DELETE SET NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    curriculum TEXT NOT NULL,              -- id in resources/curricula
    version TEXT NOT NULL,                 -- version of that curriculum when it was planned; the record says what was given
    audience TEXT NOT NULL,
    day TEXT NOT NULL,
    begins INTEGER NOT NULL,               -- minutes after midnight, Seoul
    minutes INTEGER NOT NULL,
    travel_before INTEGER NOT NULL DEFAULT 0,  -- minutes
    travel_after INTEGER NOT NULL DEFAULT 0,
    place TEXT,                            -- where in the house
    room_id TEXT,                          -- a room of the centre (office database), where it is held here
    people INTEGER,
    group_name TEXT,                       -- "2학년 3반"; never a child's name
    state TEXT NOT NULL,                   -- planned, confirmed, given, cancelled
    reason TEXT,                           -- why it was cancelled or moved
    note TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX visit_by_day ON visit (day, begins, id);
CREATE INDEX visit_by_institution ON visit (institution_id, day);
CREATE INDEX visit_by_state ON visit (state, day);
CREATE TABLE visit_trainer (               -- id is visit:user
    id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    part TEXT NOT NULL                     -- lead, second, interpreter
);
CREATE INDEX visit_trainer_by_visit ON visit_trainer (visit_id);
CREATE INDEX visit_trainer_by_user ON visit_trainer (user);
CREATE TABLE class_resource (              -- equipment and materials that are taken along
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- equipment, material
    number INTEGER,                        -- how many there are; NULL is "enough"
    note TEXT,
    active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE visit_resource (              -- id is visit:resource
    id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL REFERENCES class_resource (id),
    number INTEGER NOT NULL,
    packed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX visit_resource_by_visit ON visit_resource (visit_id);
CREATE INDEX visit_resource_by_resource ON visit_resource (resource_id);
