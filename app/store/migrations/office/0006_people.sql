-- People: since when and until when somebody belonged to the staff; NULL is not known, or still here.
ALTER TABLE staff ADD COLUMN joined_on TEXT;
ALTER TABLE staff ADD COLUMN left_on TEXT;
