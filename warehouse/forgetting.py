"""Takes addresses and people out of the tables, in the transaction of the caller."""

from __future__ import annotations

import duckdb

from checkers.forgotten import Forgotten
from warehouse.findings import follow_record
from warehouse.forget_addresses import forget_addresses
from warehouse.forget_effects import Effects
from warehouse.forget_names import forget_names


def forget(
    connection: duckdb.DuckDBPyConnection, forgotten: Forgotten, *, likely: str | None = None
) -> Effects:
    """Takes out what was forgotten.

    Args:
        connection: In a transaction.
        forgotten: The addresses and names.
        likely: Lower-case letters without accents that stand in every text that can be meant; None
            looks at all of them.
    """
    effects = Effects()
    if forgotten.addresses:
        forget_addresses(connection, forgotten, effects)
    if forgotten.names:
        forget_names(connection, forgotten, effects, likely)
    follow_record(connection)
    return effects
