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
    destroyed_on TEXT,
    maker TEXT,                            -- an officer of the channel, a manager for the one on paper
    signature BLOB                         -- the maker's own, over centre, maker, role, both days and the public half
);
CREATE TABLE page_key (                    -- always 'page': the key that stands in the report page and signs the keys of the month
    id TEXT PRIMARY KEY,
    public TEXT NOT NULL,                  -- 64 hex digits; a manager's signature stands over this row
    at INTEGER NOT NULL
);
CREATE TABLE page_key_share (              -- id is the manager; the private half, HPKE-sealed for that manager
    id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
);
CREATE TABLE key_bundle (                  -- id is the number of the bundle; managers sign months ahead, the relay serves the one of the day
    id TEXT PRIMARY KEY,
    begins TEXT NOT NULL,
    not_after TEXT NOT NULL,
    document BLOB NOT NULL,
    sent_at INTEGER                        -- when the relay took it
);
