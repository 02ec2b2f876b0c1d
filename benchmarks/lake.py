"""Whether processes that write into a lake lose or repeat anything, beside as many into one file.

    python -m benchmarks.lake [--seconds 60] [--writers 4]

Like `benchmarks.many_writers`, with the catalog in Debian's PostgreSQL, which syncs as it does when
it is installed, and the data in a folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.interleaved import describe_machine, markdown
from benchmarks.many_writers import HEADINGS, measure

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.postgres import PASSWORD, Postgres
from warehouse.place import parse_place

RESULT = Path("benchmarks/results/lake.md")


def main() -> None:
    """Measure and leave the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Postgres(durable=True) as server:
        words = f"{server.new_database()} password='{PASSWORD}'"
        lake = parse_place(f"ducklake:postgres:{words}?data_path={folder}/data")
        file = Path(folder, "veredicto.duckdb")
        counted = {
            name: measure(place, writers=given.writers, seconds=given.seconds)
            for name, place in (("one file", file), ("a lake", lake))
        }
    table = markdown(("", *HEADINGS), [(name, *it.row) for name, it in counted.items()])
    heading = (
        f"{describe_machine()}, load {os.getloadavg()[0]:.0f} at the end;"
        f" {given.writers} processes for {given.seconds:.0f} s each, one after the other;"
        f" catalog in {server.version}."
    )
    RESULT.write_text(f"# Many writers of a lake\n\n{heading}\n\n{table}\n", "utf-8")
    print(RESULT.read_text("utf-8"))
    sys.exit(not all(it.good for it in counted.values()))


if __name__ == "__main__":
    main()
