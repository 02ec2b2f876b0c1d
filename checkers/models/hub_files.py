"""The files of a model on a hub, and which of them inference reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checkers.errors import BadInput, ModelError
from checkers.models.card import hash_file

SAFE = ".safetensors"
# Loading one of these runs whatever its author put into it.
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
WANTED = (
    "model.safetensors",
    "model-*-of-*.safetensors",
    "model.safetensors.index.json",
    "config.json",
    "config_sentence_transformers.json",
    "sentence_*_config.json",
    "router_config.json",
    "modules.json",
    "tokenizer*",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.*",
    "merges.txt",
    "*.model",
)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub lists it: bytes, git's name of its content, and where large its SHA-256."""

    path: str
    size: int
    blob: str | None
    sha256: str | None

    @property
    def folder(self) -> str:
        """The folder that it lies in; the root is an empty string."""
        parent = PurePosixPath(self.path).parent.as_posix()
        return "" if parent == "." else parent

    @property
    def suffix(self) -> str:
        """The ending of its name, with the dot."""
        return PurePosixPath(self.path).suffix

    @property
    def is_wanted(self) -> bool:
        """Whether inference reads it."""
        return any(PurePosixPath(self.path).match(pattern) for pattern in WANTED)

    @property
    def is_pickle(self) -> bool:
        """Whether it holds pickled weights; training_args.bin and the like are never read."""
        return self.suffix in PICKLES and "model" in PurePosixPath(self.path).name

    def is_content_of(self, path: Path) -> bool:
        """Whether the file on this disk has the content that the hub states; a mirror may not."""
        if self.sha256 is not None:
            return hash_file(path) == self.sha256
        if self.blob is None:
            return True
        content = path.read_bytes()
        header = f"blob {len(content)}\0".encode()
        return hashlib.sha1(header + content, usedforsecurity=False).hexdigest() == self.blob


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a model at a commit."""

    name: str
    commit: str
    files: tuple[RemoteFile, ...]

    def needed(self, folders: tuple[str, ...]) -> tuple[RemoteFile, ...]:
        """The files that inference reads.

        Raises:
            BadInput: weights are missing, or there are only pickled ones.
        """
        inside = [f for f in self.files if f.folder in folders]
        wanted = [f for f in inside if f.is_wanted]
        safe = {f.folder for f in wanted if f.suffix == SAFE}
        pickled = [f for f in inside if f.is_pickle and f.folder not in safe]
        if pickled:
            message = (
                f"{self.name} has its weights in {pickled[0].path} only: a pickle can run any "
                "code when it is loaded, so it is not pulled; a model with .safetensors is needed"
            )
            raise BadInput(message)
        if not safe:
            message = f"{self.name} has no weights: a model with .safetensors is needed"
            raise BadInput(message)
        return tuple(wanted)


def list_files(name: str, revision: str) -> Listing:
    """What the hub that `HF_ENDPOINT` names has of a model at a revision.

    Raises:
        HfHubHTTPError: it has no such model, or not for this user.
        ModelError: it does not say.
    """
    from huggingface_hub import HfApi

    info = HfApi().model_info(name, revision=revision, files_metadata=True)
    if info.sha is None or info.siblings is None:
        message = f"the hub does not say which files {name} has: try again later"
        raise ModelError(message)
    files = (
        RemoteFile(s.rfilename, s.size or 0, s.blob_id, s.lfs.sha256 if s.lfs else None)
        for s in info.siblings
    )
    return Listing(name, info.sha, tuple(files))
