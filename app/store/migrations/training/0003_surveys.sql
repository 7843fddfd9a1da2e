-- What was asked, of whom together, and what they answered. An answer names nobody: it has a day, no instant, and no author.
CREATE TABLE questionnaire (               -- a frozen copy: what was asked stays readable whatever becomes of the file
    id TEXT PRIMARY KEY,                   -- SHA-256 of its sheets
    name TEXT NOT NULL,                    -- the form's own id
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    sheets TEXT NOT NULL,                  -- JSON: its sheets as they were read
    origin TEXT NOT NULL,                  -- shipped, own
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE TABLE survey_round (
    id TEXT PRIMARY KEY,
    questionnaire_id TEXT NOT NULL REFERENCES questionnaire (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- survey, evaluation
    visit_id TEXT REFERENCES visit (id) ON DELETE SET NULL,
    occasion TEXT,                         -- of an evaluation: pre, post, delayed
    opens_on TEXT NOT NULL,
    closes_on TEXT,
    state TEXT NOT NULL,                   -- open, closed
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX survey_round_by_kind ON survey_round (kind, opens_on DESC, id);
CREATE INDEX survey_round_by_visit ON survey_round (visit_id, occasion);
CREATE TABLE survey_answer (               -- kept without history and without whoever sat at the computer
    id TEXT PRIMARY KEY,                   -- random, so that its order says nothing
    round_id TEXT NOT NULL REFERENCES survey_round (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    mode TEXT NOT NULL,                    -- kiosk, interviewer, paper
    language TEXT NOT NULL,
    matched TEXT,                          -- digest of the code somebody made for themselves, under the round's secret
    ended TEXT NOT NULL,                   -- whole, stopped
    answers TEXT NOT NULL                  -- JSON: question to value; what was declined stands as such
);
CREATE INDEX survey_answer_by_round ON survey_answer (round_id, day, id);
CREATE INDEX survey_answer_by_match ON survey_answer (matched);
