-- What managers decided for the whole centre, signed: one row, a fingerprint for each record, under the newest signer's own key.
CREATE TABLE office_signed (
    id TEXT PRIMARY KEY,                   -- always 'office'
    body BLOB NOT NULL,                    -- JSON: table:id to the SHA-256 of what a manager wrote there
    signer TEXT NOT NULL,
    signature BLOB NOT NULL,
    at INTEGER NOT NULL
);
