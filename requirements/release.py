"""Builds what is released, twice, and tries it outside the source tree: `make build`.

The wheel and the sdist go to `dist/`. They are built again, the wheel from the unpacked sdist, and
must come out the same to the byte. Then the wheel is installed into an environment of its own that
sees the libraries of this one, and the demo is run there, in an empty folder; a file of the source
tree that it opens is an error.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
DEMO_ENDS_WITH = 3
"""The demo has a page that cannot be had: exit status 3, some retrievals failed."""
# Runs before anything else of each Python in the environment.
_WATCH = """
import os, sys
def _watch(event, arguments, root={root!r}, libraries={libraries!r}, told={told!r}):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if path.startswith(root + os.sep) and not path.startswith(libraries + os.sep):
            with os.fdopen(os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "a") as file:
                file.write(path + "\\n")
sys.addaudithook(_watch)
"""


def build(source: Path, out: Path) -> tuple[Path, Path]:
    """The sdist and the wheel of a source tree."""
    (sdist,) = SdistBuilder(str(source)).build(directory=str(out), versions=["standard"])
    (wheel,) = WheelBuilder(str(source)).build(directory=str(out), versions=["standard"])
    return Path(sdist), Path(wheel)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def wheel_of(sdist: Path, work: Path) -> Path:
    """The wheel that is built from an sdist, as an index would have it."""
    with tarfile.open(sdist) as file:
        file.extractall(work / "unpacked", filter="data")
    (tree,) = (work / "unpacked").iterdir()
    return build(tree, work / "of-sdist")[1]


def install(wheel: Path, folder: Path) -> Path:
    """A `bin` folder of an environment with the wheel, beside the libraries that are here."""
    venv.create(folder, symlinks=True)
    binaries = folder / "bin"
    command = [sys.executable, "-m", "pip", "--python", str(binaries / "python"), "install"]
    command += ["--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    subprocess.run(command, check=True)  # noqa: S603 (fixed words)
    libraries = sysconfig.get_path("purelib")
    (_site(folder) / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return binaries


def watch(folder: Path, told: Path) -> None:
    """Has each Python of an environment note the files of the source tree that it opens."""
    libraries = str(ROOT / Path(sys.prefix).name)
    code = _WATCH.format(root=str(ROOT), libraries=libraries, told=str(told))
    (_site(folder) / "sitecustomize.py").write_text(code, encoding="utf-8")


def _site(folder: Path) -> Path:
    return next((folder / "lib").glob("python3*")) / "site-packages"


def main() -> int:
    """The exit status: 0 where both came out the same and the demo ran."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        first = build(ROOT, ROOT / "dist")
        again = (build(ROOT, work / "again")[0], wheel_of(first[0], work))
        for one, other in zip(first, again, strict=True):
            print(f"{digest(one)}  {one.name}  {one.stat().st_size:,} bytes")  # noqa: T201 (what is asked for)
            if digest(one) != digest(other):
                print(f"{one.name} came out otherwise the second time", file=sys.stderr)  # noqa: T201 (the same)
                return 1
        return tried(first[1], work)


def tried(wheel: Path, work: Path) -> int:
    """The exit status of the demo of the wheel: 0, or 1 where it failed or needed the sources."""
    told = work / "opened"
    binaries = install(wheel, work / "environment")
    watch(work / "environment", told)
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(  # noqa: S603 (fixed words)
        [binaries / "veredicto", "demo"], cwd=elsewhere, env=kept, check=False
    )
    if told.exists():
        print(f"files of the source tree were opened:\n{told.read_text()}", file=sys.stderr)  # noqa: T201 (the same)
        return 1
    return 0 if ended.returncode == DEMO_ENDS_WITH else 1


if __name__ == "__main__":
    sys.exit(main())
