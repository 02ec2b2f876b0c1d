"""How much memory a DuckDB of this process takes for a file, and when it gives it back."""

from __future__ import annotations

BLOCK_BYTES = 65_536
"""Of a block of a new file; DuckDB would make it four times as large (decision 0032)."""

FRUGAL: dict[str, str | bool | int | float | list[str]] = {
    # An older file keeps the size that it has until it is written anew.
    "default_block_size": str(BLOCK_BYTES),
    # What was let go of goes back to the system then, and not when much has come together.
    "allocator_background_threads": True,
}
"""What a DuckDB is started with that has a warehouse attached, opened anew with each article."""
