from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from command import Veredicto

NEWS = """<html lang="{language}"><head><title>{title}</title>
<meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="{date}T10:00:00Z"></head>
<body><main><article><h1>{title}</h1><p>{text}</p></article></main></body></html>"""


def write(path: Path, **parts: str) -> Path:
    path.write_text(NEWS.format(**parts), encoding="utf-8")
    return path


def test_a_check_says_when_a_claim_was_checked_before_in_the_other_language(
    veredicto: Veredicto, corpus: Path, tmp_path: Path, root: Path
) -> None:
    first = write(
        tmp_path / "faro.html",
        language="es",
        outlet="Faro",
        date="2025-02-01",
        title="El puente cumple un año",
        text="El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación.",
    )
    second = write(
        tmp_path / "herald.html",
        language="en",
        outlet="Herald",
        date="2025-03-01",
        title="The bridge one year on",
        text="The Almorva bridge cost 12 million euros in 2024. The province paid for all of it.",
    )
    assert veredicto("check", str(first), "--corpus", str(corpus)).status == 0

    checked = veredicto("check", str(second), "--corpus", str(corpus), "--json").json

    schema = json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(checked, schema)
    found = [one for claim in checked["claims"] for one in claim["checked_before"]]
    assert found
    assert {one["claim"] for one in found} == {
        "El puente de Almorva costó 12 millones de euros en 2024."
    }
    assert {(one["outlet"], one["language"], one["label"]) for one in found} == {
        ("Faro", "es", "supported")
    }
    listed = veredicto("sql", "repeats", "--format", "json").json
    assert [(row["outlet_names"], row["languages"]) for row in listed] == [
        (["Faro", "Herald"], ["en", "es"])
    ]
    assert "0 claims compared" in veredicto("repeats").out


def test_without_a_warehouse_there_is_nothing_to_compare(veredicto: Veredicto) -> None:
    result = veredicto("repeats")

    assert result.status == 2
    assert "check an article first" in result.err


def test_with_another_embedder_repeats_are_refused(veredicto: Veredicto) -> None:
    (veredicto.folder / "veredicto.duckdb").touch()

    result = veredicto("repeats", VEREDICTO_EMBEDDER="another/model")

    assert result.status == 2
    assert "unset VEREDICTO_EMBEDDER" in result.err
