"""Tells people outside what was found: a message an article, and a digest a day."""
