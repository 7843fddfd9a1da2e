-- Reports that staff took down during a contact: ids only. It goes with its contact, behind a wall too; the report stays.
CREATE TABLE report_told (                 -- id is the thread's
    id TEXT PRIMARY KEY,
    contact_id TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX report_told_by_contact ON report_told (contact_id);
