-- The directory of services as this centre keeps it: its changes over the shipped list, and numbers that hand-outs lost.
CREATE TABLE directory_entry (             -- id is the directory id; NULL is "as shipped", an empty text is "none"
    id TEXT PRIMARY KEY,
    name_ko TEXT,
    name_en TEXT,
    number TEXT,
    hours_ko TEXT,
    hours_en TEXT,
    note_ko TEXT,
    note_en TEXT,
    kind TEXT,                             -- phone, web, app, place
    source TEXT,
    retired INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE handout_loss (                -- one row a hand-out and number; which hand-out, and for whom, is not kept
    id TEXT PRIMARY KEY,
    entry_id TEXT NOT NULL,
    lost_on TEXT NOT NULL
);
CREATE INDEX handout_loss_by_entry ON handout_loss (entry_id, lost_on);
-- directory_check stays: its `number` now says which number was rung, so that another number is unverified at once.
