"""Keeps questions to a lake inside the lake.

DuckDB keeps statements from files and the network, but the extensions that a lake needs bring
functions of their own that reach databases and the catalog all the same.
"""

from __future__ import annotations

import re

from checkers.errors import BadInput

# Also in quotes, also as a word of another statement's text: what `query` runs is not seen.
_REACHING = re.compile(
    r"\b(?:(?:postgres|sqlite|mysql|ducklake)_\w+|query(?:_table)?\b)", re.IGNORECASE
)


def refuse_reaching_out(sql: str) -> None:
    """Returns nothing for a statement that calls no function which reaches beyond the tables.

    Raises:
        BadInput: It calls one.
    """
    found = _REACHING.search(sql)
    if found:
        raise BadInput(
            f"the SQL cannot be answered: {found[0]} reaches beyond the tables of the warehouse."
        )
