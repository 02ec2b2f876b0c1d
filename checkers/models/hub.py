"""Pulling a model from a hub such as huggingface.co, so that it goes on where it was cut.

`huggingface_hub` keeps what came of a file only while its process lives. A file of gigabytes over
a poor line would never end, so files of the hub's large-file storage are fetched here, into the
place and under the name where `huggingface_hub`'s cache keeps finished files; it fetches the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from checkers.errors import ModelError
from checkers.models.card import hash_file
from checkers.models.fitness import CONFIG, MODULES, SENTENCE_CONFIG, Description
from checkers.models.hub_files import SAFE, Listing, RemoteFile, list_files
from checkers.models.hub_trouble import told_plainly
from checkers.models.pulled import (
    PulledModel,
    WeightFile,
    model_cache,
    model_folder,
    record,
)
from checkers.models.task import Task

DESCRIPTION = (CONFIG, MODULES, SENTENCE_CONFIG)
DEFAULT_REVISION = "main"
TRIES = 2
MEGABYTE = 1_000_000


def pull(
    name: str,
    tell: Callable[[str], None],
    *,
    revision: str | None = None,
    task: Task | None = None,
) -> PulledModel:
    """The model, in the cache with its record, after its fitness and its hashes were checked.

    What an earlier call had fetched is not fetched again.

    Args:
        name: of the model on the hub that `HF_ENDPOINT` names, as `organisation/model`.
        tell: is called with a line of what is about to be fetched.
        revision: branch, tag or commit; the hub's main branch if None.
        task: what it shall be used for; what it was made for if None.

    Raises:
        BadInput: there is no such model, it is not open to this user, or it is not fit.
        ModelError: the hub or the disk failed; the same call goes on where this one was.
    """
    with told_plainly(name, revision):
        listing = list_files(name, revision or DEFAULT_REVISION)
        described = [f for f in listing.files if f.path in DESCRIPTION]
        description = Description(name, _snapshot(listing, described))
        found = description.task(task)
        needed = listing.needed(description.folders)
        size = sum(f.size for f in needed)
        tell(f"pulling {name} at {listing.commit[:12]}: {size / MEGABYTE:,.1f} MB")
        folder = _fetch(listing, needed)
        model = PulledModel(
            name=name,
            task=found,
            revision=revision or DEFAULT_REVISION,
            commit=listing.commit,
            files=tuple(f.path for f in needed),
            weights=tuple(
                WeightFile(path=f.path, size=f.size, sha256=hash_file(folder / f.path))
                for f in needed
                if f.suffix == SAFE
            ),
            pulled_at=datetime.now(UTC),
        )
        record(model)
    return model


def _fetch(listing: Listing, needed: tuple[RemoteFile, ...]) -> Path:
    """The snapshot's folder with the needed files, each with the content that the hub states."""
    for _ in range(TRIES):
        _ensure_room(listing, needed)
        for file in needed:
            if file.sha256 is not None:
                _fetch_large(listing, file)
        folder = _snapshot(listing, needed)
        damaged = [f for f in needed if not f.is_content_of(folder / f.path)]
        if not damaged:
            return folder
        for file in damaged:
            # What lies in the cache is not asked for again, so it has to go.
            (folder / file.path).resolve().unlink()
            (folder / file.path).unlink(missing_ok=True)
    message = (
        f"{damaged[0].path} of {listing.name} does not come with the hash that the hub states: "
        "try again later"
    )
    raise ModelError(message)


def _snapshot(listing: Listing, files: list[RemoteFile] | tuple[RemoteFile, ...]) -> Path:
    from huggingface_hub import snapshot_download

    with _no_bars():
        folder = snapshot_download(
            listing.name,
            revision=listing.commit,
            cache_dir=model_cache(),
            allow_patterns=[file.path for file in files],
        )
    return Path(folder)


@contextmanager
def _no_bars() -> Iterator[None]:
    """Show none of the four bars that a few small files would have, unless the user asks for it."""
    from huggingface_hub import constants
    from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

    if constants.HF_HUB_DISABLE_PROGRESS_BARS is not None:
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


def _fetch_large(listing: Listing, file: RemoteFile) -> None:
    """Put a file where the cache keeps finished ones, going on after the bytes that are there."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # lazy export

    finished, part = _places(listing, file)
    # The lock that huggingface_hub takes for the same file.
    lock = model_cache() / ".locks" / model_folder(listing.name).name / f"{file.sha256}.lock"
    for place in (part, lock):
        place.parent.mkdir(parents=True, exist_ok=True)
    url = hf_hub_url(listing.name, file.path, revision=listing.commit)
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    with FileLock(lock):
        if finished.exists():
            return
        if part.exists() and part.stat().st_size > file.size:
            part.unlink()
        with part.open("ab") as opened:
            http_get(
                url,
                opened,
                resume_size=opened.tell(),
                headers=headers,
                expected_size=file.size,
                displayed_filename=file.path,
            )
        if file.is_content_of(part):
            part.replace(finished)
        else:
            part.unlink()


def _places(listing: Listing, file: RemoteFile) -> tuple[Path, Path]:
    """Where the cache keeps a finished file, and what came of it so far.

    The second's ending is the one that `hf cache prune` clears away.
    """
    blobs = model_folder(listing.name) / "blobs"
    return blobs / str(file.sha256), blobs / f"{file.sha256}.veredicto.incomplete"


def _ensure_room(listing: Listing, needed: tuple[RemoteFile, ...]) -> None:
    """Fail before the first byte where the disk has no room for all of them."""
    missing = 0
    for file in needed:
        finished, part = _places(listing, file)
        if not finished.exists():
            missing += file.size - (part.stat().st_size if part.exists() else 0)
    free = shutil.disk_usage(model_folder(listing.name)).free
    if missing > free:
        message = (
            f"{listing.name} takes {missing / MEGABYTE:,.0f} MB and {model_cache()} has room for "
            f"{free / MEGABYTE:,.0f} MB: free some space, or set HF_HOME to a larger disk"
        )
        raise ModelError(message)
