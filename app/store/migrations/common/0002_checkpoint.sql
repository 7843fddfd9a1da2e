-- Signed checkpoints of the audit chain: each names how far the chain of one device had come, and the one before it.
CREATE TABLE checkpoint (
    id TEXT PRIMARY KEY,                   -- device and number
    device TEXT NOT NULL,
    number INTEGER NOT NULL,               -- 1, 2, 3 … without a gap
    at INTEGER NOT NULL,
    entries INTEGER NOT NULL,              -- how many entries of this device the chain has up to here
    last INTEGER NOT NULL,                 -- the seq of the newest of them
    hash BLOB NOT NULL,                    -- and its hash
    counter INTEGER NOT NULL,              -- the commits of this database before this one
    previous BLOB NOT NULL,                -- the digest of the checkpoint before
    key BLOB NOT NULL,                     -- the public key of the installation that signed
    signature BLOB NOT NULL,
    digest BLOB NOT NULL,
    UNIQUE (device, number)
);
CREATE INDEX audit_by_device ON audit (device, seq);
