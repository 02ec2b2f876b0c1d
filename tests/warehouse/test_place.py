from __future__ import annotations

from pathlib import Path

import pytest

from checkers.errors import BadInput
from warehouse.place import Catalog, Lake, address_of, files_beside, is_there, parse_place

POSTGRES = "ducklake:postgres:dbname=news host=db.example.org password='not for ?x=1 eyes'"


def test_anything_but_the_address_of_a_lake_is_the_path_of_a_file() -> None:
    assert parse_place("news/veredicto.duckdb") == Path("news/veredicto.duckdb")


def test_a_lake_has_a_catalog_a_path_of_data_and_the_password_apart() -> None:
    place = parse_place(f"{POSTGRES}?data_path=/srv/news")
    assert place == Lake(
        Catalog.POSTGRES, "dbname=news host=db.example.org", "/srv/news/", "not for ?x=1 eyes"
    )


def test_data_may_be_in_object_storage() -> None:
    place = parse_place("ducklake:postgres:dbname=news?data_path=s3://bucket/news")
    assert place == Lake(Catalog.POSTGRES, "dbname=news", "s3://bucket/news/")


def test_paths_of_a_lake_on_disk_do_not_change_with_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = parse_place("ducklake:sqlite:catalog.sqlite?data_path=data")
    assert place == Lake(Catalog.SQLITE, f"{tmp_path}/catalog.sqlite", f"{tmp_path}/data/")


@pytest.mark.parametrize(
    "text",
    [
        "news/veredicto.duckdb",
        "ducklake:postgres:dbname=news?data_path=s3://bucket/news/",
        f"{POSTGRES}?data_path=/srv/news/",
        r"ducklake:postgres:dbname=news password='it\'s \\ it'?data_path=/srv/news/",
    ],
)
def test_the_address_of_a_place_is_read_as_the_same_place(text: str) -> None:
    place = parse_place(text)

    assert parse_place(address_of(place)) == place


@pytest.mark.parametrize(
    "words",
    [
        "password=a dbname=news password=eyes",
        "password='a'password=eyes",
        "password=a password='eyes'",
    ],
)
def test_of_several_passwords_the_last_counts_and_none_is_shown(words: str) -> None:
    lake = parse_place(f"ducklake:postgres:{words}?data_path=/srv/news")

    assert isinstance(lake, Lake)
    assert lake == Lake(Catalog.POSTGRES, lake.connection, "/srv/news/", "eyes")
    assert "password" not in str(lake)
    assert parse_place(address_of(lake)) == lake


def test_a_password_that_is_left_empty_is_one() -> None:
    lake = parse_place("ducklake:postgres:dbname=news password=?data_path=/srv/news")

    assert str(lake) == "ducklake:postgres:dbname=news?data_path=/srv/news/"
    assert parse_place(address_of(lake)) == lake


def test_a_password_is_not_shown() -> None:
    place = parse_place(f"{POSTGRES}?data_path=/srv/news")
    assert str(place) == "ducklake:postgres:dbname=news host=db.example.org?data_path=/srv/news/"
    assert "eyes" not in repr(place)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ducklake:mysql:db=x?data_path=/srv/news", "names no catalog that is known"),
        ("ducklake:metadata.ducklake", "names no catalog that is known"),
        ("ducklake:postgres:dbname=x password=eyes", "has no data_path"),
        ("ducklake:postgres:dbname=x password='your eyes'", "has no data_path"),
        ("ducklake:postgres:postgresql://ana:eyes@db/x?data_path=/srv/x", "has an address"),
        ("ducklake:sqlite:?data_path=/srv/news", "has no catalog"),
        ("ducklake:sqlite:a.sqlite?data_path=ftp://host/x", "neither a folder nor s3://"),
    ],
)
def test_an_address_that_is_wrong_is_refused_with_the_right_form(address: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        parse_place(address)
    assert "eyes" not in str(caught.value)


def test_what_is_kept_beside_a_warehouse_is_shared_where_its_data_is(tmp_path: Path) -> None:
    in_a_folder = parse_place(f"ducklake:postgres:dbname=x?data_path={tmp_path}/news.v2")
    in_a_bucket = parse_place("ducklake:postgres:dbname=x?data_path=s3://bucket/news")
    assert files_beside(Path("news/veredicto.duckdb")) == Path("news/veredicto.files")
    assert files_beside(in_a_folder) == tmp_path / "news.v2.files"
    assert files_beside(in_a_bucket) == Path("veredicto.files")


def test_a_lake_is_looked_for_where_its_catalog_is(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.sqlite"
    place = parse_place(f"ducklake:sqlite:{catalog}?data_path={tmp_path}/data")
    assert not is_there(place)
    catalog.touch()
    assert is_there(place)
    assert is_there(parse_place(f"{POSTGRES}?data_path=/srv/news"))
