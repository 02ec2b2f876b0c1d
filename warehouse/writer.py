"""The one writer: records runs and reviews, each in one short transaction."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from checkers.errors import BadInput, WarehouseError
from checkers.nouns import Report, Review
from warehouse.batch import Batch
from warehouse.findings import finding_rows, place_review, settle_standing
from warehouse.lake.attach import is_lake
from warehouse.lake.rows import add_to_lake
from warehouse.migrate import migrate
from warehouse.opening import opened_for_writing, patiently
from warehouse.place import Place, folders_of
from warehouse.references import refuse_dangling
from warehouse.rows import batches_of
from warehouse.screening import screened
from warehouse.transactions import whole

Then = Callable[[duckdb.DuckDBPyConnection], None]


def _nothing(_: duckdb.DuckDBPyConnection) -> None:
    return


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
        self._write(())

    def record(self, report: Report, *, traces_seen: int | None = None) -> bool:
        """Records a run whole or not at all, once; what earlier runs recorded is left as it is.

        Nothing is recorded, and False given, where claims have got traces since there were
        `traces_seen` of them: the clusters of the report may no longer be right.
        """
        refuse_dangling(report)
        return self._write(
            (*batches_of(report), finding_rows(report)),
            run_id=report.run.id,
            traces_seen=traces_seen,
            then=lambda connection: settle_standing(connection, report.article.id),
        )

    def record_review(self, review: Review) -> None:
        """Records the decision of an editor, once; earlier decisions stay.

        Raises:
            BadInput: There is no verdict with that identifier.
        """
        row = (
            review.id,
            review.verdict_id,
            review.decision,
            review.label,
            review.reason,
            review.reviewer,
            review.reviewed_at,
        )
        columns = ("id", "verdict_id", "decision", "label", "reason", "reviewer", "reviewed_at")
        self._write(
            (Batch("reviews", columns, (row,)),),
            verdict_id=review.verdict_id,
            then=lambda connection: place_review(connection, review.id),
        )

    def _write(
        self,
        batches: tuple[Batch, ...],
        *,
        run_id: str | None = None,
        verdict_id: str | None = None,
        traces_seen: int | None = None,
        then: Then = _nothing,
    ) -> bool:
        def attempt() -> bool:
            with opened_for_writing(self.path) as connection:
                migrate(connection, self.path)
                if run_id is not None and _has(connection, "runs", run_id):
                    return True
                if traces_seen is not None and count_traces(connection) != traces_seen:
                    return False
                if verdict_id is not None and not _has(connection, "verdicts", verdict_id):
                    raise BadInput(
                        f"there is no verdict {verdict_id!r} in {self.path}:"
                        " veredicto sql verdicts_current lists those there are."
                    )
                add(connection, batches, then)
                return True

        return patiently(attempt, self.patience_seconds)


def count_traces(connection: duckdb.DuckDBPyConnection) -> int:
    """How many claims have a trace; they only ever become more."""
    row = connection.execute("SELECT count(*) FROM claim_traces").fetchone()
    return int(row[0]) if row else 0


def _has(connection: duckdb.DuckDBPyConnection, table: str, identifier: str) -> bool:
    # The name of the table is a literal of this module, never input.
    found = connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", [identifier])  # noqa: S608
    return found.fetchone() is not None


def add(
    connection: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...], then: Then = _nothing
) -> None:
    """Adds the rows that are not there yet and does what follows from them, all or nothing.

    Raises:
        ForgottenMeanwhile: They are of what was removed on request.
    """
    with whole(connection):
        add_within(connection, screened(connection, batches))
        then(connection)


def add_within(connection: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...]) -> None:
    """Adds the rows that are not there yet, in the transaction of the caller."""
    for batch in batches:
        if batch.rows:
            _insert(connection, batch)


def _insert(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Adds the rows that are not there yet, as one Arrow table: 300 times row by row."""
    if is_lake(connection):
        add_to_lake(connection, batch.table, _arrow(connection, batch))
        return
    # The name of the table is a literal of rows.py, never input; values go through Arrow.
    connection.register("incoming", _arrow(connection, batch))
    connection.execute(
        f"INSERT INTO {batch.table} BY NAME SELECT * FROM incoming ON CONFLICT DO NOTHING"  # noqa: S608
    )
    connection.unregister("incoming")


def _arrow(connection: duckdb.DuckDBPyConnection, batch: Batch) -> pa.Table:
    schema = connection.table(batch.table).limit(0).to_arrow_table().schema
    columns = zip(batch.columns, zip(*batch.rows, strict=True), strict=True)
    try:
        return pa.table(
            {name: _column(values, schema.field(name).type) for name, values in columns}
        )
    except pa.ArrowException as error:
        raise WarehouseError(
            f"what is to be recorded does not fit the table {batch.table}: {error}."
            " This is a bug of veredicto: please report it."
        ) from error


def _column(values: tuple[object, ...], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type=kind)
    except UnicodeEncodeError:
        # Pages contain halves of surrogate pairs, which no encoding can hold; one code point is
        # put for each, so that offsets stay right.
        return pa.array([_encodable(value) for value in values], type=kind)


def _encodable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
