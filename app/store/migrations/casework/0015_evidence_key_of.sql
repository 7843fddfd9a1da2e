-- Evidence of a record that went over into another stays under the key of the case it was sealed for.
ALTER TABLE evidence_item ADD COLUMN key_of TEXT;  -- that case; NULL: the case it stands in
