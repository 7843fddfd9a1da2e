-- Manuals: which version the centre has used from when on, and who read what changed.
CREATE TABLE manual_version (              -- one row each time another version comes into use; the last of a manual counts
    id TEXT PRIMARY KEY,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    how TEXT NOT NULL,                     -- first, shipped (with a newer program), installed, returned, resumed
    signer TEXT,                           -- fingerprint and holder of the key; NULL for what came with the program
    holder TEXT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL
);
CREATE INDEX manual_version_by_pack ON manual_version (pack, at);
CREATE TABLE manual_seen (                 -- "I have read what changed"; the last row of a person and manual counts
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX manual_seen_by_user ON manual_seen (user, pack, at);
