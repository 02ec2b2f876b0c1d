"""What fact-checking is, without Prefect and without DuckDB."""
