"""Where a warehouse is: a file of one machine, or a lake that many machines share.

A lake is a DuckLake (https://ducklake.select): tables in Parquet files under a data path, and a
catalog of them in a PostgreSQL database or, on one machine, in a SQLite file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from checkers.errors import BadInput

SCHEME = "ducklake:"
OBJECT_STORAGE = "s3://"
FORMS = (
    "ducklake:postgres:dbname=… host=…?data_path=FOLDER or"
    " ducklake:sqlite:FILE?data_path=FOLDER, where FOLDER may be s3://BUCKET/FOLDER"
)
# A word of a connection string as libpq reads it.
_PASSWORD = re.compile(r"(?<!\S)password\s*=\s*('(?:[^'\\]|\\.)*'|\S*)\s*", re.IGNORECASE)


class Catalog(StrEnum):
    """The kinds of database that a lake can keep its catalog in."""

    POSTGRES = "postgres"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake. As text it is its address, without the password if there is one.

    `connection` is a connection string of libpq without its password, or the path of the SQLite
    file. `data_path` is a folder, or an address of object storage.
    """

    catalog: Catalog
    connection: str
    data_path: str
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{SCHEME}{self.catalog}:{self.connection}?data_path={self.data_path}"

    @property
    def data_folder(self) -> Path | None:
        """The folder of the data; None where it is in object storage."""
        return None if self.data_path.startswith(OBJECT_STORAGE) else Path(self.data_path)


Place: TypeAlias = Path | Lake


def parse_place(text: str) -> Place:
    """The place that a path or the address of a lake means; paths of a lake become absolute.

    Raises:
        BadInput: It begins as the address of a lake, and is none.
    """
    if not text.startswith(SCHEME):
        return Path(text)
    catalog, _, rest = text.removeprefix(SCHEME).partition(":")
    connection, _, data_path = rest.partition("?data_path=")
    if catalog not in tuple(Catalog):
        raise BadInput(f"{without_password(text)} names no catalog that is known: {FORMS}.")
    if not connection or not data_path:
        missing = "catalog" if data_path else "data_path"
        raise BadInput(f"{without_password(text)} has no {missing}: {FORMS}.")
    if "://" in data_path and not data_path.startswith(OBJECT_STORAGE):
        raise BadInput(f"the data path {data_path} is neither a folder nor {OBJECT_STORAGE}….")
    if not data_path.startswith(OBJECT_STORAGE):
        data_path = str(Path(data_path).absolute())
    data_path = data_path.rstrip("/") + "/"
    if catalog == Catalog.SQLITE:
        return Lake(Catalog.SQLITE, str(Path(connection).absolute()), data_path)
    if "://" in connection:
        raise BadInput(
            f"{without_password(text)} has an address for a catalog, where the words of a"
            f" connection string are wanted: {FORMS}."
        )
    words, password = _without_passwords(connection)
    return Lake(Catalog.POSTGRES, words, data_path, password)


def _without_passwords(connection: str) -> tuple[str, str | None]:
    """The words of a connection string but for its passwords, and the last, which is libpq's."""
    password = None
    while found := _PASSWORD.search(connection):
        password = _unquoted(found[1])
        connection = connection[: found.start()] + connection[found.end() :]
    return connection.strip(), password


def address_of(place: Place) -> str:
    """The text that `parse_place` reads as the place, with its password if there is one."""
    if not isinstance(place, Lake) or place.password is None:
        return str(place)
    password = place.password.replace("\\", r"\\").replace("'", r"\'")
    words = f"{place.connection} password='{password}'"
    return f"{SCHEME}{place.catalog}:{words}?data_path={place.data_path}"


def is_there(place: Place) -> bool:
    """Whether there may be a warehouse; only opening it tells for sure."""
    match place:
        case Lake(catalog=Catalog.SQLITE):
            return Path(place.connection).is_file()
        case Lake():
            return True
        case _:
            return place.is_file()


def files_beside(place: Place) -> Path:
    """The folder for what is kept beside a warehouse: snapshots of pages, runs under way.

    With the data of a lake in a folder it is beside that one, so that machines that share the one
    share the other. With object storage it is in the current folder, and each machine's own.
    """
    if not isinstance(place, Lake):
        return place.with_suffix(".files")
    if place.data_folder is None:
        return Path("veredicto.files")
    return place.data_folder.with_name(f"{place.data_folder.name}.files")


def folders_of(place: Place) -> tuple[Path, ...]:
    """The folders that must be there before a warehouse can be made at the place."""
    if not isinstance(place, Lake):
        return (place.parent,)
    catalog = (Path(place.connection).parent,) if place.catalog is Catalog.SQLITE else ()
    return catalog if place.data_folder is None else (*catalog, place.data_folder)


def without_password(text: str) -> str:
    """The text with each password in it struck out, in words and in addresses."""
    word = r"(password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&]+)"
    struck = re.sub(word, r"\1***", text, flags=re.IGNORECASE)
    return re.sub(r"(://[^:/@\s]*:)[^@\s]*(?=@)", r"\1***", struck)


def _unquoted(word: str) -> str:
    inner = word[1:-1] if word.startswith("'") else word
    return re.sub(r"\\(.)", r"\1", inner)
