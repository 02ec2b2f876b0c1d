"""Fact-checks that others have published: reading them, and finding those of a claim."""
