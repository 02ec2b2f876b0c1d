"""What the charts draw, and the tables beside them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from desks import ServedDesk


@pytest.fixture(scope="module")
def page(desk: ServedDesk) -> BeautifulSoup:
    return desk.somebody().page("/charts")


def section(page: BeautifulSoup, name: str) -> Tag:
    found = page.select_one(f"section[aria-labelledby={name}]")
    assert found is not None
    return found


def numbers(cells: list[Tag]) -> list[int]:
    return [int(it.get_text().replace(",", "")) for it in cells]


def test_every_chart_is_a_picture_with_a_name_and_a_table_of_the_same_numbers(
    page: BeautifulSoup,
) -> None:
    for name in ("over-time", "outlet-record", "risk"):
        chart = section(page, name)
        (picture,) = chart.select("svg[role=img]")
        assert "The table below has the numbers." in str(picture["aria-label"])
        assert chart.select("details table tbody tr")
        assert all(it.get("aria-hidden") for it in chart.select("svg:not([role=img])"))


@pytest.mark.parametrize("name", ["over-time", "outlet-record"])
def test_verdicts_over_time_are_those_that_the_warehouse_counts(
    desk: ServedDesk, page: BeautifulSoup, name: str
) -> None:
    outlet = desk.desk.reader.outlets()[0]
    reader = desk.desk.reader
    counted = reader.verdicts_over_time() if name == "over-time" else reader.outlet_record(outlet)
    chart = section(page, name)
    rows = [numbers(it.select("td")) for it in chart.select("tbody tr")]
    assert sum(row[-1] for row in rows) == sum(it.claims for it in counted) > 0
    assert all(sum(row[:-1]) == row[-1] for row in rows)
    drawn = list(chart.select("svg[role=img] rect title"))
    assert len(drawn) == sum(number > 0 for row in rows for number in row[:-1])


def test_another_outlet_has_a_record_of_its_own(desk: ServedDesk) -> None:
    other = desk.desk.reader.outlets()[1]
    page = desk.somebody().page("/charts", params={"outlet": other})
    chart = section(page, "outlet-record")
    assert chart.figcaption.get_text() == other
    assert chart.select_one("option[selected]").get_text() == other
    unknown = desk.somebody().page("/charts", params={"outlet": "No such"})
    assert section(unknown, "outlet-record").figcaption.get_text() == desk.desk.reader.outlets()[0]


def test_agreement_and_risk_are_those_that_the_warehouse_counts(
    desk: ServedDesk, page: BeautifulSoup
) -> None:
    counted = desk.desk.reader.agreement()
    rows = [numbers(it.select("td")) for it in section(page, "agreement").select("tbody tr")]
    assert sum(map(sum, rows)) == sum(it.claims for it in counted) > 0
    risks = section(page, "risk").select("tbody tr")
    assert len(risks) == len(desk.desk.reader.risk_coverage())
