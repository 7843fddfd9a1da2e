-- Hashes of the random ids that lie behind this wall, as JSON: a file from elsewhere must not bring the case back outside it.
-- NULL where it was sealed by an earlier version.
ALTER TABLE sealed_case ADD COLUMN known TEXT;
