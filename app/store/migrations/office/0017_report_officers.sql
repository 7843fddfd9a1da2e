-- How many reports stay sealed because they may name every officer: a number only, for managers.
CREATE TABLE officers_wanted (             -- id is always 'reports'
    id TEXT PRIMARY KEY,
    count INTEGER NOT NULL
);
-- The recovery key on paper: a newer sheet says under its maker's signature which ones it replaces, so these never count again.
ALTER TABLE intake_key ADD COLUMN replaces TEXT;  -- ids of older sheets, with commas between; NULL for keys of a month
