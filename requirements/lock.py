"""Writes the lock files: every release that is installed, with the SHA-256 of each of its files.

    make lock        after a change of pyproject.toml or constraints.txt

`constraints.txt` says which releases; what needs which, and their hashes, come from the package
index that uv is set to. One file holds for Python 3.11 to 3.13 on every platform: markers tell what
is for which. The addresses of an index are not written, so any mirror will do.

    runtime.txt      what veredicto needs, with its extra `lake`: what the container holds
    build.txt        what builds veredicto itself
    development.txt  what its tests need beyond those
    cpu.txt          a build of PyTorch for CPUs alone, taken where it is to be had
    cuda.txt         gigabytes that the index's build of PyTorch for Linux needs beyond those, and
                     builds for CPUs alone do not
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parent / "pyproject.toml"
CONSTRAINTS = HERE.parent / "constraints.txt"
OLDEST = "3.11.5"
"""The oldest Python that every release runs on."""
_NAME = re.compile(r"([A-Za-z0-9._-]+)==")
_CUDA = re.compile(r"(?:nvidia|cuda|triton)\b")
# PyTorch's own build of this release is not on the package index. It has a file of its own, which
# is tried first: pip prefers what an index gives a hash for.
_CPU = """\
torch==2.13.0+cpu ; python_full_version < '3.12' and sys_platform == 'linux' and \
platform_machine == 'x86_64' \\
    --hash=sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b
"""
_MADE = "# Made by `make lock` from pyproject.toml and constraints.txt, whose digest is "


@dataclass(frozen=True, slots=True)
class Locked:
    """A release in a lock file, as it is written there."""

    name: str
    text: str


def digest() -> str:
    """A SHA-256 of all that the lock files are made from."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    wanted = (
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"]["lake"],
        [project["dependency-groups"][name] for name in ("test", "lint", "build")],
        CONSTRAINTS.read_text(encoding="utf-8"),
    )
    return hashlib.sha256(repr(wanted).encode()).hexdigest()


def digest_in(text: str) -> str:
    """The digest that a lock file was made from."""
    return text.partition(_MADE)[2].partition("\n")[0].strip()


def normal(name: str) -> str:
    """The name of a project as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_in(text: str) -> list[Locked]:
    """The releases in a lock file."""
    written = re.split(r"\n(?=\S)", text.strip())
    return [Locked(normal(found[1]), block) for block in written if (found := _NAME.match(block))]


def main() -> None:
    """Writes the five files."""
    runtime = _compiled("--extra", "lake")
    build = _compiled("--group", f"{PROJECT}:build", project=False)
    everything = _compiled(
        "--extra", "lake", "--group", f"{PROJECT}:test", "--group", f"{PROJECT}:lint"
    )
    known = {one.text for one in (*runtime, *build)}
    _write("runtime", [one for one in runtime if not _CUDA.match(one.name)])
    _write("build", build)
    _write("cpu", locked_in(_CPU))
    _write(
        "development",
        [one for one in everything if one.text not in known and not _CUDA.match(one.name)],
    )
    _write("cuda", [one for one in everything if _CUDA.match(one.name)])


def _compiled(*wanted: str, project: bool = True) -> list[Locked]:
    command = ["uv", "pip", "compile", *([str(PROJECT)] if project else []), *wanted]
    command += ["--universal", "--python-version", OLDEST, "--constraint", str(CONSTRAINTS)]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    made = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 (fixed words)
    return locked_in(made.stdout)


def _write(name: str, releases: list[Locked]) -> None:
    text = "".join(f"{one.text}\n" for one in releases)
    (HERE / f"{name}.txt").write_text(f"{_MADE}{digest()}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
