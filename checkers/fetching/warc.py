"""A document as a WARC file, and back (ISO 28500, WARC 1.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import IO
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from checkers.fetching.document import Document

_REQUESTED = "Veredicto-Requested-URI"
_FINAL = "Veredicto-Final-URI"
_CONTENT_TYPE = "Veredicto-Content-Type"
# The body is stored decompressed, so the headers that describe it on the wire would be wrong; web
# archives keep them under this prefix.
_ORIGINAL = "X-Archive-Orig-"
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
# What HTTP/2 may bring in a header and no text of headers can hold.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ENDS_A_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_READABLE = ":/?#[]@!$&'()*+,;="


class DamagedSnapshot(ValueError):
    """The file is no whole WARC record of ours."""


def write_warc(document: Document, file: IO[bytes]) -> None:
    """Write the document as one gzipped record: a response, or a resource for a file."""
    writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
    facts = {
        "WARC-Date": document.retrieved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        _REQUESTED: quote(document.url, safe=_READABLE),
        _FINAL: quote(document.final_url, safe=_READABLE),
    }
    if document.content_type is not None:
        facts[_CONTENT_TYPE] = quote(document.content_type, safe=_READABLE + " ")
    record = writer.create_warc_record(
        facts[_FINAL],
        "response" if document.status_code is not None else "resource",
        payload=BytesIO(document.body),
        length=len(document.body),
        warc_content_type="" if document.status_code is not None else document.content_type or "",
        warc_headers_dict=facts,
        http_headers=_http_headers(document),
    )
    writer.write_record(record)


def read_warc(file: IO[bytes]) -> Document:
    """The document of a file that `write_warc` wrote.

    Raises:
        DamagedSnapshot: The file is torn, altered or something else.
    """
    try:
        record = next(iter(ArchiveIterator(file, check_digests="raise")))
        return _document(record)
    except StopIteration as error:
        raise DamagedSnapshot("the file holds no record") from error
    except (ArchiveLoadFailed, EOFError, KeyError, ValueError, AttributeError) as error:
        raise DamagedSnapshot(f"the record is damaged: {error}") from error


def _document(record: ArcWarcRecord) -> Document:
    facts = {name.lower(): value for name, value in record.rec_headers.headers}
    body = record.content_stream().read()
    content_type = facts.get(_CONTENT_TYPE.lower())
    http = record.http_headers
    return Document(
        url=unquote(facts[_REQUESTED.lower()]),
        final_url=unquote(facts[_FINAL.lower()]),
        status_code=int(http.get_statuscode()) if http is not None else None,
        headers=tuple((_received(name), value) for name, value in http.headers) if http else (),
        content_type=unquote(content_type) if content_type is not None else None,
        body=body,
        retrieved_at=datetime.fromisoformat(facts["warc-date"]),
    )


def _http_headers(document: Document) -> StatusAndHeaders | None:
    if document.status_code is None:
        return None
    headers = [
        (_stored(name), _ENDS_A_LINE.sub(" ", value))
        for name, value in document.headers
        if _HEADER_NAME.fullmatch(name)
    ]
    return StatusAndHeaders(f"{document.status_code}", headers, protocol="HTTP/1.1")


def _stored(name: str) -> str:
    return _ORIGINAL + name if name.lower() in _OF_THE_WIRE else name


def _received(name: str) -> str:
    return name.removeprefix(_ORIGINAL)
