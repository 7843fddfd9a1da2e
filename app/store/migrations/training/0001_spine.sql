-- Training: the trainers' own compartment; classes and surveys follow in later migrations.
CREATE TABLE class_request (
    id TEXT PRIMARY KEY,
    institution TEXT NOT NULL,
    audience TEXT NOT NULL,
    wished_on TEXT,
    note TEXT,
    state TEXT NOT NULL DEFAULT 'new'
);
