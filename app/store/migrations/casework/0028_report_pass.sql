-- A report that staff took down has a mailbox too: the relay makes it with the first answer, for whoever brings this pass.
ALTER TABLE report_thread ADD COLUMN pass TEXT;  -- the hash of the code's token, as the relay keeps it; NULL where the page made the mailbox
