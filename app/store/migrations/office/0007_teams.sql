-- Teams with their leads, and the telephone numbers by which a member of staff is found where they may be a party.
ALTER TABLE staff ADD COLUMN phone TEXT;
CREATE TABLE team (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    task TEXT,
    active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE team_member (                 -- id is team:user
    id TEXT PRIMARY KEY,
    team TEXT NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    lead INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX team_member_by_user ON team_member (user);
