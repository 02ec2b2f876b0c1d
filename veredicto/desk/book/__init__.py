"""The book of the desk: who did what, in one SQLite file, and what a claim's state follows from."""
