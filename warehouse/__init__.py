"""The record: DuckDB tables of the nouns, written once and never overwritten."""
