-- What each of the three databases has: its history, drafts, audit chain and search index.
CREATE TABLE history (
    seq INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    hlc INTEGER NOT NULL,                  -- hybrid logical clock: UTC milliseconds << 16 | counter
    who TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    operation TEXT NOT NULL,               -- insert, change, remove
    field TEXT,                            -- NULL for insert and remove: old or new then holds the whole row
    old TEXT,
    new TEXT
);
CREATE INDEX history_by_entity ON history (entity, entity_id, seq);
CREATE INDEX history_removed ON history (entity, entity_id) WHERE operation = 'remove';
CREATE TABLE draft (
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT,
    body TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (id, owner)                -- what two people write about one contact are two drafts
);
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE TABLE search_doc (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    case_id TEXT,
    UNIQUE (entity, entity_id)
);
CREATE TABLE search_name (                 -- prefixes and initial consonants, for what is too short for three-character grams
    doc INTEGER NOT NULL REFERENCES search_doc (id) ON DELETE CASCADE,
    jamo TEXT NOT NULL,
    initials TEXT NOT NULL
);
CREATE INDEX search_name_by_jamo ON search_name (jamo, doc);
CREATE INDEX search_name_by_initials ON search_name (initials, doc);
CREATE INDEX search_name_by_doc ON search_name (doc);
CREATE TABLE search_phone (
    doc INTEGER NOT NULL REFERENCES search_doc (id) ON DELETE CASCADE,
    reversed TEXT NOT NULL                 -- digits from the last to the first: a tail is a prefix
);
CREATE INDEX search_phone_by_tail ON search_phone (reversed, doc);
CREATE INDEX search_phone_by_doc ON search_phone (doc);
CREATE VIRTUAL TABLE search_jamo USING fts5 (jamo, tokenize = 'trigram', content = '');
CREATE VIRTUAL TABLE search_text USING fts5 (grams, tokenize = 'unicode61', content = '');
INSERT INTO search_jamo (search_jamo, rank) VALUES ('secure-delete', 1);
INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1);
