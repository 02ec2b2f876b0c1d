"""The one writer: records runs and reviews, each in one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import duckdb
import pyarrow as pa

from checkers.errors import BadInput, WarehouseError
from checkers.nouns import Report, Review
from warehouse.batch import Batch
from warehouse.cited import earlier_of, recording_rows
from warehouse.findings import finding_rows, settle_standing
from warehouse.keys import KEYS, Earlier, add_new, rows_by_id, runs_of, writing
from warehouse.lake.attach import is_lake
from warehouse.lake.rows import checked
from warehouse.migrate import migrate
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Lake, Place, folders_of
from warehouse.references import refuse_dangling
from warehouse.rows import batches_of, review_rows
from warehouse.screening import screened

Result = TypeVar("Result")


class Warehouse:
    """The record of runs in the DuckDB file at `path`, held open only while it writes.

    `patience_seconds` is how long a call waits for another process to let go of the file. All
    methods raise `WarehouseError`, by kind: `WarehouseLocked`, `WarehouseTooNew`, `WarehouseFull`.
    """

    def __init__(self, path: Place, *, patience_seconds: float = 30.0) -> None:
        self.path = path
        self.patience_seconds = patience_seconds

    def prepare(self) -> None:
        """Leaves a file of the newest schema at the path, its folder included."""
        try:
            for folder in folders_of(self.path):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(
                f"the folder of the warehouse {self.path} cannot be made ({error.strerror}):"
                " name another file."
            ) from error
        self._write(lambda _: None)

    def record(self, report: Report, *, traces_seen: int | None = None) -> bool:
        """Records a run whole or not at all, once; what earlier runs recorded is left as it is.

        Nothing is recorded, and False given, where claims have got traces since there were
        `traces_seen` of them: the clusters of the report may no longer be right.
        """
        refuse_dangling(report)
        batches = (*batches_of(report), finding_rows(report))

        def write(connection: duckdb.DuckDBPyConnection) -> bool:
            runs = runs_of(connection, report.article.id)
            if report.run.id in runs:
                return True
            if traces_seen is not None and count_traces(connection) != traces_seen:
                return False
            earlier = earlier_of(connection, report, runs.values())
            for batch in (*screened(connection, batches), recording_rows(report, earlier)):
                _insert(connection, batch, earlier, lake=isinstance(self.path, Lake))
            if runs:
                settle_standing(connection, report.article.id)
            return True

        return self._write(write)

    def record_review(self, review: Review) -> None:
        """Records the decision of an editor, once; earlier decisions stay.

        Raises:
            BadInput: There is no verdict with that identifier.
        """
        self.record_reviews((review,))

    def record_reviews(self, reviews: Sequence[Review]) -> None:
        """Records decisions of editors, all of them or none, each once; earlier decisions stay.

        Raises:
            BadInput: There is no verdict with an identifier that one names.
        """
        if not reviews:
            return

        def write(connection: duckdb.DuckDBPyConnection) -> None:
            verdicts = _reviewed(connection, reviews)
            unknown = next((it for it in reviews if it.verdict_id not in verdicts), None)
            if unknown is not None:
                raise BadInput(
                    f"there is no verdict {unknown.verdict_id!r} in {self.path}:"
                    " veredicto sql verdicts_current lists those there are."
                )
            decided = review_rows(reviews, verdicts)
            _insert(connection, decided, None, lake=isinstance(self.path, Lake))

        self._write(write)

    def _write(self, write: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        def attempt() -> Result:
            with opened_for_writing(self.path) as connection:
                migrate(connection, self.path)
                with writing(connection):
                    return write(connection)

        return patiently(attempt, self.patience_seconds)


def _reviewed(
    connection: duckdb.DuckDBPyConnection, reviews: Sequence[Review]
) -> dict[str, tuple[str, str]]:
    """Claim and label of the verdicts that were reviewed, by their identifiers."""
    asked = sorted({review.verdict_id for review in reviews})
    rows = rows_by_id(connection, "verdicts", "id, claim_id, label", asked).fetchall()
    return {str(identifier): (str(claim), str(label)) for identifier, claim, label in rows}


def count_traces(connection: duckdb.DuckDBPyConnection) -> int:
    """How many claims have a trace; they only ever become more."""
    row = connection.execute("SELECT count(*) FROM claim_traces").fetchone()
    return int(row[0]) if row else 0


def add(connection: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...]) -> None:
    """Adds rows that are of no run and not there yet, all of them or none.

    Raises:
        ForgottenMeanwhile: They are of what was removed on request.
    """
    with writing(connection):
        add_within(connection, screened(connection, batches))


def add_within(connection: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...]) -> None:
    """Adds rows that are of no run and not there yet, in the transaction of the caller."""
    for batch in batches:
        _insert(connection, batch, None, lake=is_lake(connection))


def _insert(
    connection: duckdb.DuckDBPyConnection, batch: Batch, earlier: Earlier | None, *, lake: bool
) -> None:
    """Adds the rows that are not there yet, as one Arrow table: 300 times row by row."""
    if not batch.rows:
        return
    rows = arrow_rows(connection, first_of_each_key(batch))
    if lake:
        rows = checked(batch.table, rows)
    # It takes the place of the rows before, and goes with the connection.
    connection.register("incoming", rows)
    add_new(connection, batch.table, batch.columns, earlier)


def first_of_each_key(batch: Batch) -> Batch:
    """The rows without those whose key an earlier one has, beside the time of their recording."""
    key = [name for name in KEYS[batch.table] if name != "recorded_at"]
    places = [batch.columns.index(name) for name in key]
    # A key with half a surrogate pair is stored with a question mark in its place.
    firsts = {tuple(_encodable(row[it]) for it in places): row for row in reversed(batch.rows)}
    return replace(batch, rows=tuple(reversed(firsts.values())))


def arrow_rows(connection: duckdb.DuckDBPyConnection, batch: Batch) -> pa.Table:
    """The rows as Arrow holds them, of the types of the table.

    Raises:
        WarehouseError: They do not fit.
    """
    columns = zip(batch.columns, zip(*batch.rows, strict=True), strict=True)
    types = _types(connection, batch.table)
    try:
        return pa.table({name: _column(values, types[name]) for name, values in columns})
    except pa.ArrowException as error:
        raise WarehouseError(
            f"what is to be recorded does not fit the table {batch.table}: {error}."
            " This is a bug of veredicto: please report it."
        ) from error


def _types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, pa.DataType]:
    """The types of the columns, which are those of the newest schema for as long as this runs."""
    if table not in _known_types:
        schema = connection.table(table).limit(0).to_arrow_table().schema
        _known_types[table] = {name: schema.field(name).type for name in schema.names}
    return _known_types[table]


_known_types: dict[str, dict[str, pa.DataType]] = {}


def _column(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type=kind)
    except UnicodeEncodeError:
        # Pages contain halves of surrogate pairs, which no encoding can hold; one code point is
        # put for each, so that offsets stay right.
        return pa.array([_encodable(value) for value in values], type=kind)


def _encodable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
