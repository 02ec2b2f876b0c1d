"""What failures of a lake mean; those of a file that it shares follow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checkers.errors import WarehouseError, WarehouseLocked, WarehouseTooNew
from warehouse.duckdb_errors import MEANINGS as OF_FILES
from warehouse.duckdb_errors import Meaning


@dataclass(frozen=True, slots=True)
class _Row:
    pattern: str
    error: type[WarehouseError]
    advice: str


OF_LAKES = (
    _Row(
        r"failed to commit ducklake transaction|lock timeout|database is locked|deadlock detected"
        r"|could not serialize access",
        WarehouseLocked,
        "was being written by others: try again.",
    ),
    _Row(
        r"password authentication failed|no password supplied|role .* does not exist",
        WarehouseError,
        "does not let this user in: put the right user=… into its address, and the password there"
        " or into PGPASSWORD.",
    ),
    _Row(
        r"FATAL: +database .* does not exist",
        WarehouseError,
        "has no database of that name: make it with createdb, or name another.",
    ),
    _Row(
        r"unable to connect to postgres|could not connect|connection refused"
        r"|could not translate host name|timeout expired|server closed the connection"
        r"|terminating connection",
        WarehouseError,
        "cannot be reached: see that PostgreSQL answers at the host and port of its address.",
    ),
    _Row(
        r"existing ducklake .* does not exist|ducklake_metadata.* does not exist",
        WarehouseError,
        "is not there yet: check an article first.",
    ),
    _Row(
        r"data path|data_path",
        WarehouseError,
        "keeps its data elsewhere: give the data_path that it was made with.",
    ),
    _Row(
        r"ducklake .*version|version .*ducklake",
        WarehouseTooNew,
        "was written by another version of DuckLake: upgrade veredicto[lake].",
    ),
    _Row(
        r"HTTP .*(403|401)|access ?denied|invalidaccesskey|signaturedoesnotmatch",
        WarehouseError,
        "may not be reached in object storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    ),
    _Row(
        r"nosuchbucket|HTTP .*404",
        WarehouseError,
        "has no bucket of that name, or a file of its data is gone: make the bucket, or restore"
        " the file.",
    ),
)

MEANINGS = (
    *(Meaning(re.compile(it.pattern, re.IGNORECASE), it.error, it.advice) for it in OF_LAKES),
    *OF_FILES,
)
