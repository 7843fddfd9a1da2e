-- Steps of the manuals that a member of staff wants to find again; id is staff:step.
CREATE TABLE bookmark (
    id TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    step TEXT NOT NULL,
    at INTEGER NOT NULL
);
