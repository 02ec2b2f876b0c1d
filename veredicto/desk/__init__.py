"""The editors' desk: the web page where a person decides on a claim, and the record of it."""
