"""Decompression that cannot be made to fill the memory.

A megabyte of gzip can hold a gigabyte of zeros. Every decoder here is asked for no more than the
limit, so that a bomb ends when the limit is reached and not when it has gone off.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # brotli comes without types
import zstandard

ACCEPTED_ENCODINGS = "gzip, br, zstd"
_MOST_LAYERS = 2
# Each piece copies what is left of the body: thousands of tiny ones would take minutes.
_MOST_MEMBERS = 64
_GZIP_MARK = b"\x1f\x8b"
_PIECE = 65_536
# Window of at most 8 MB, which RFC 8878 wants every decoder to support and RFC 9659 fixes for HTTP.
_ZSTD_WINDOW = 8 * 1024 * 1024


class TooLarge(ValueError):
    """The body grows over the limit when it is decompressed."""


class Undecodable(ValueError):
    """The body is not what its Content-Encoding says."""


def decompress(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The body without the encodings of the header, at most `limit` bytes.

    Raises:
        TooLarge: It would be longer.
        Undecodable: An encoding is unknown, there are too many, or the data is damaged.
    """
    named = [name.strip().lower() for name in content_encoding.split(",")]
    layers = [name for name in named if name not in {"", "identity"}]
    if len(layers) > _MOST_LAYERS:
        raise Undecodable(f"the body is compressed {len(layers)} times over")
    for name in reversed(layers):
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise Undecodable(f"the body is in the unknown encoding {name!r}")
        body = decoder(body, limit) if body else body
    _check(len(body), limit)
    return body


def _check(length: int, limit: int) -> None:
    if length > limit:
        raise TooLarge(f"the page has more than {limit} bytes when decompressed")


def _gunzip(body: bytes, limit: int) -> bytes:
    return _inflate(body, limit, zlib.MAX_WBITS | 16)


def _inflate_either(body: bytes, limit: int) -> bytes:
    """Deflate with its header, or the raw stream that many servers send under that name."""
    try:
        return _inflate(body, limit, zlib.MAX_WBITS)
    except Undecodable:
        return _inflate(body, limit, -zlib.MAX_WBITS)


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    whole = bytearray()
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(window)
        try:
            whole += member.decompress(body, limit + 1 - len(whole))
        except zlib.error as error:
            raise Undecodable(f"the compressed body is damaged: {error}") from error
        _check(len(whole), limit)
        if not member.eof:
            raise Undecodable("the compressed body ends early")
        body = member.unused_data
        # What follows the last member of a gzip file without being one is padding.
        if not body.startswith(_GZIP_MARK):
            return bytes(whole)
    raise Undecodable(f"the body is made of more than {_MOST_MEMBERS} compressed pieces")


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    whole = bytearray()
    try:
        whole += decoder.process(body, output_buffer_limit=_PIECE)
        while not decoder.is_finished() and not decoder.can_accept_more_data():
            whole += decoder.process(b"", output_buffer_limit=_PIECE)
            _check(len(whole), limit)
    except brotli.error as error:
        raise Undecodable(f"the compressed body is damaged: {error}") from error
    if not decoder.is_finished():
        raise Undecodable("the compressed body ends early")
    return bytes(whole)


def _unzstd(body: bytes, limit: int) -> bytes:
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with decoder.stream_reader(body, read_across_frames=True) as reader:
            whole = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Undecodable(f"the compressed body is damaged: {error}") from error
    _check(len(whole), limit)
    return bytes(whole)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_either,
    "br": _unbrotli,
    "zstd": _unzstd,
}
