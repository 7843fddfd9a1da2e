-- A photo of public material, sealed in material/ab/<id>.ev1 under a key of its own; that key lies under a ring of public material.
CREATE TABLE material_photo (              -- id is the file's random name; material.attachment names it
    id TEXT PRIMARY KEY,
    material_id TEXT NOT NULL REFERENCES material (id) ON DELETE CASCADE,
    ring INTEGER NOT NULL,
    key BLOB NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL
);
CREATE INDEX material_photo_by_material ON material_photo (material_id);
CREATE TABLE material_photo_left (         -- id names a file that belongs to no entry yet, or no more: it goes with the next look
    id TEXT PRIMARY KEY
);
