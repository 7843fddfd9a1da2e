-- The report channel: keys that open what arrives, wrapped for intake officers and monitors, and what managers sign for the page.
CREATE TABLE intake_ring (                 -- id is compartment:number:epoch; content of arrived reports hangs on these keys
    id TEXT PRIMARY KEY,
    compartment TEXT NOT NULL,             -- intake, public-material
    number INTEGER NOT NULL,               -- rises by one with each new epoch; older ones go on opening older reports
    epoch INTEGER NOT NULL,                -- of the compartment key it is wrapped under
    wrapped BLOB NOT NULL
);
CREATE TABLE intake_key (                  -- id is the key's id as it stands in reports: 16 hex digits
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL,                    -- intake, public, recovery
    public BLOB NOT NULL,
    private BLOB,                          -- under the ring; NULL for the one on paper, and once it was destroyed
    ring INTEGER,
    begins TEXT NOT NULL,                  -- first and last day on which the page seals to it
    not_after TEXT NOT NULL,
    destroyed_on TEXT
);
