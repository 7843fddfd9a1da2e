-- What was paid for people whose cases were erased: sums by line, service and month, so that a year's sums stay right.
-- No case, person, day or receipt, and no history: one erasure cannot be told from the next.
CREATE TABLE support_remainder (
    id TEXT PRIMARY KEY,                   -- line, service and month
    line TEXT NOT NULL,
    service TEXT NOT NULL,
    month TEXT NOT NULL,                   -- its first day
    payments INTEGER NOT NULL,
    amount INTEGER NOT NULL                -- won
);
