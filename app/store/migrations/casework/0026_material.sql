-- Public material that demeans: what was found where, what was asked of whoever is responsible, and what came of it. It
-- belongs to no case and names nobody; what reporters wrote stays in their threads, under the keys of public material.
CREATE TABLE material_round (              -- somebody of the centre went round and looked
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    place TEXT NOT NULL,                   -- where they looked: a station, a website, a public building
    looked_by TEXT NOT NULL,
    words TEXT,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX material_round_by_day ON material_round (day DESC, id DESC);
CREATE TABLE material (
    id TEXT PRIMARY KEY,
    noted_on TEXT NOT NULL,
    medium TEXT NOT NULL,
    title TEXT NOT NULL,                   -- its title, or the words that stand on it
    place TEXT,
    url TEXT,
    seen_on TEXT,
    agency TEXT,                           -- who is responsible for it
    contact TEXT,                          -- how they are reached
    kinds TEXT NOT NULL,                   -- JSON list: what demeans
    words TEXT,                            -- the same in the centre's own words
    photo TEXT,                            -- where a picture of it lies
    photo_sha256 TEXT,
    attachment TEXT,                       -- an attachment of the thread, once arrived ones are kept
    urgency TEXT NOT NULL,                 -- usual, soon, at_once
    owner TEXT NOT NULL,                   -- who of the centre sees to it
    state TEXT NOT NULL,                   -- received, looked, written, answered, closed
    outcome TEXT,                          -- once closed: removed, changed, explained, refused, no_answer, nothing_found
    closed_on TEXT,
    round_id TEXT REFERENCES material_round (id) ON DELETE SET NULL,
    thread_id TEXT,                        -- the report it came from; no link, for an entry outlives its thread and stays a reported one
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX material_by_day ON material (state, noted_on DESC, id DESC);
CREATE INDEX material_counted ON material (noted_on, medium, state, outcome);
CREATE INDEX material_by_agency ON material (agency);
CREATE INDEX material_by_round ON material (round_id);
CREATE INDEX material_by_thread ON material (thread_id);
CREATE TABLE material_step (               -- one dated line: looked at, letter, call, answer, note, closed, opened again
    id TEXT PRIMARY KEY,
    material_id TEXT NOT NULL REFERENCES material (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    due_on TEXT,                           -- by when an answer is expected
    words TEXT,
    task_id TEXT REFERENCES task (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX material_step_by_material ON material_step (material_id, day, at);
CREATE INDEX material_step_by_task ON material_step (task_id);
