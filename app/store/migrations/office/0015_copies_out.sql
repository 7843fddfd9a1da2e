-- How many copies of case conferences are out: numbers only, for managers without the right to read.
CREATE TABLE copies_out (                  -- id is the conference's
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    return_by TEXT NOT NULL,
    author TEXT NOT NULL,                  -- who sees to it that they come back
    count INTEGER NOT NULL
);
