"""The tables of the warehouse as Prefect's assets, with what each is made from."""

from __future__ import annotations

import re

from prefect.assets import Asset, AssetProperties

_MADE = {
    "claims": "What articles state, with the kind and the span of each statement.",
    "evidence": "Passages of pages with their stance towards a claim.",
    "verdicts": "What the evidence says of each claim: AVeriTeC's four labels.",
}
_MADE_FROM = {
    "articles": "The texts that were checked.",
    "sources": "Pages as they were retrieved, with their snapshots.",
}


def recorded_assets(warehouse: str) -> list[Asset]:
    """The tables that a check fills in the warehouse of that name."""
    return [_asset(warehouse, table, text) for table, text in _MADE.items()]


def source_assets(warehouse: str) -> list[Asset]:
    """The tables that those are made from."""
    return [_asset(warehouse, table, text) for table, text in _MADE_FROM.items()]


def _asset(warehouse: str, table: str, description: str) -> Asset:
    # Not every character of a file's name may be in a key.
    name = re.sub(r"[^\w.-]", "-", warehouse)
    properties = AssetProperties(name=table, description=description)
    return Asset(key=f"veredicto://{name}/{table}", properties=properties)
