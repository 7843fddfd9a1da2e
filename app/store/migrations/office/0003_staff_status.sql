-- What a member of staff is where the law asks: head, counsellor, trainer …; NULL follows the role.
ALTER TABLE staff ADD COLUMN status TEXT;
