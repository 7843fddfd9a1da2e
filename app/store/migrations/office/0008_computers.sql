-- What people call the computers and things they get in with; id is the slot's. The lock itself knows none of it.
CREATE TABLE way_in (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- device, keyfile, paper
    name TEXT,                             -- NULL while nobody gave one
    added_on TEXT,                         -- legal days; NULL is not known
    used_on TEXT
);
CREATE INDEX way_in_by_user ON way_in (user);
