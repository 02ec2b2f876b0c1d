"""A hub of models on loopback, as `huggingface_hub` asks one.

Small files come from the hub itself; for large ones it sends to a second host, as the real one
sends to its storage.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from servers.pages import PageServer

LARGE = ".safetensors"
CHUNK = 1 << 20
STALL_SECONDS = 60


@dataclass(frozen=True)
class Asked:
    """A request for a file: its name in the model, the method and the range."""

    file: str
    method: str
    range: str | None


class Hub:
    """Serves folders as models; large files have a SHA-256 as on a hub's large-file storage."""

    def __init__(self, server: PageServer) -> None:
        self.asked: list[Asked] = []
        self.tokens: list[str | None] = []
        self.storage_tokens: list[str | None] = []
        self.url = server.url("").rstrip("/")
        self._server = server
        self._cuts: dict[str, int] = {}
        self._stalled: set[str] = set()

    @property
    def got(self) -> list[str]:
        """The files whose content was asked for, in order."""
        return [asked.file for asked in self.asked if asked.method == "GET"]

    def reset(self) -> None:
        self._server.reset()
        self.asked.clear()
        self.tokens.clear()
        self.storage_tokens.clear()
        self.mend()

    def cut(self, file: str, after: int) -> None:
        """Close the connection after so many bytes of the file, and fail when asked on."""
        self._cuts[file] = after

    def stall(self, file: str, after: int) -> None:
        """Send nothing more after so many bytes of the file."""
        self._cuts[file] = after
        self._stalled.add(file)

    def mend(self) -> None:
        self._cuts.clear()
        self._stalled.clear()

    def refuse(self, name: str, status: int, code: str | None) -> None:
        """Answer to every question about the model with the status."""
        headers = {"x-error-code": code} if code else {}
        for path in (f"/api/models/{name}/revision/main", f"/api/models/{name}"):
            self._server.serve(path, "", status=status, headers=headers)

    def publish(self, name: str, files: dict[str, bytes], *, gated: bool = False) -> str:
        """Serve the files as a model; returns its commit. A gated one shows its list of files."""
        commit = _sha1(repr(sorted(files.items())).encode())
        listed = [_listed(path, content) for path, content in sorted(files.items())]
        siblings = [{"rfilename": one["path"], **one} for one in listed]
        info = {"id": name, "modelId": name, "sha": commit, "siblings": siblings}
        for revision in ("main", commit):
            self._json(f"/api/models/{name}/revision/{revision}", info)
            self._json(f"/api/models/{name}/tree/{revision}", listed)
        for path, content in files.items():
            url = f"/{name}/resolve/{commit}/{path}"
            if gated:
                self._server.serve(url, "", status=403, headers={"x-error-code": "GatedRepo"})
            elif path.endswith(LARGE):
                self._large(url, path, content, commit)
            else:
                self._file(url, path, content, commit)
        return commit

    def _json(self, path: str, content: Any) -> None:
        async def answer(request: Request) -> Response:
            self.tokens.append(request.headers.get("authorization"))
            return JSONResponse(content)

        self._server.route(path, answer)

    def _large(self, url: str, path: str, content: bytes, commit: str) -> None:
        stored = f"/storage/{_etag(path, content)}"
        self._file(stored, path, content, commit)

        async def answer(request: Request) -> Response:
            self.tokens.append(request.headers.get("authorization"))
            headers = {
                "x-repo-commit": commit,
                "x-linked-etag": f'"{_etag(path, content)}"',
                "x-linked-size": str(len(content)),
            }
            return RedirectResponse(self._server.url(stored, "localhost"), 302, headers=headers)

        self._server.route(url, answer)

    def _file(self, url: str, path: str, content: bytes, commit: str) -> None:
        async def answer(request: Request) -> Response:
            wanted = request.headers.get("range")
            self.asked.append(Asked(path, request.method, wanted))
            seen = self.storage_tokens if path.endswith(LARGE) else self.tokens
            seen.append(request.headers.get("authorization"))
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            headers = {
                "etag": f'"{_etag(path, content)}"',
                "x-repo-commit": commit,
                "accept-ranges": "bytes",
                "content-length": str(len(content) - start),
            }
            if start:
                headers["content-range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            if request.method == "HEAD":
                return Response(headers=headers)
            return self._body(path, content[start:], start, headers)

        self._server.route(url, answer)

    def _body(self, path: str, content: bytes, start: int, headers: dict[str, str]) -> Response:
        end = self._cuts.get(path, len(content))
        if start and path in self._cuts:
            return Response(status_code=503)

        async def pieces() -> AsyncIterator[bytes]:
            for i in range(0, min(end, len(content)), CHUNK):
                yield content[i : min(i + CHUNK, end)]
            if path in self._stalled:
                await asyncio.sleep(STALL_SECONDS)

        # Fewer bytes than the length says: the server closes the connection.
        return StreamingResponse(pieces(), 206 if start else 200, headers=headers)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _git_name(content: bytes) -> str:
    return _sha1(f"blob {len(content)}\0".encode() + content)


def _etag(path: str, content: bytes) -> str:
    if path.endswith(LARGE):
        return hashlib.sha256(content).hexdigest()
    return _git_name(content)


def _listed(path: str, content: bytes) -> dict[str, Any]:
    oid = _git_name(content)
    one = {"type": "file", "path": path, "size": len(content), "oid": oid, "blobId": oid}
    if path.endswith(LARGE):
        sha256 = hashlib.sha256(content).hexdigest()
        one["lfs"] = {"oid": sha256, "sha256": sha256, "size": len(content), "pointerSize": 134}
    return one
