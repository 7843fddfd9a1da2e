-- When the time of keeping of a sealed case comes up, as a month (2031-03), told from inside whenever somebody leaves it.
-- NULL is not known yet; empty: the case is open, or has no last day.
ALTER TABLE sealed_case ADD COLUMN review_in TEXT;
