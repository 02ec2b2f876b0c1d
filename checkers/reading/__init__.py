"""Reading: from the bytes of a page or a file to a text whose offsets can be trusted."""
