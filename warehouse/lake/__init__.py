"""A warehouse that many machines share: DuckLake, opened by DuckDB."""
