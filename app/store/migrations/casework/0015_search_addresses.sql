-- Addresses and organisations come into the search; those that are there already are taken in when the file is opened next.
INSERT INTO meta (id, value) VALUES ('to-index', '["deletion_target", "organisation", "workplace_person"]');
