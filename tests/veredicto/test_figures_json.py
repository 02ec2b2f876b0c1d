from __future__ import annotations

from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.claims.stated import with_stated
from checkers.labels import StatementKind
from checkers.nouns import Claim
from veredicto.figures import figures_object

TEXT = "Ganó su tercer contrato, de 40 millones de euros, en el primer trimestre de 2024."


def test_a_claims_quantities_ordinals_and_periods_are_data_with_exact_places() -> None:
    bare = Claim(
        id="c",
        article_id="a",
        text=TEXT,
        start=10,
        end=10 + len(TEXT),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.5,
        quantities=find_quantities(TEXT, "es"),
    )

    (claim,) = with_stated([bare], Article.of(f"{'-' * 9}\n{TEXT}", language="es"))

    told = figures_object(claim, claim.stated, "es")

    (amount,) = told["quantities"]
    assert (amount["value"], amount["currency"], amount["scale"]) == (40_000_000.0, "EUR", 6)
    assert [it["value"] for it in told["ordinals"]] == [3]
    assert [(it["first"], it["last"]) for it in told["periods"]] == [("2024-01", "2024-03")]
    assert all(TEXT[it["start"] : it["end"]] == it["text"] for its in told.values() for it in its)
