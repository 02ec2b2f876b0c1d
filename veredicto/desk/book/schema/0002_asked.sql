-- Which job an action asked for, for as long as it is not taken back.
CREATE TABLE asked (
    action INTEGER PRIMARY KEY,
    job TEXT NOT NULL REFERENCES jobs (id)
);
