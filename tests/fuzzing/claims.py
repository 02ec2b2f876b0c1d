"""What is read in sentences: figures, dates, names, who said what, the propositions."""

from __future__ import annotations

from datetime import UTC, date, datetime

from builders import a_claim, a_source
from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.claims.attribution import find_attribution, is_anonymous
from checkers.claims.dates import find_dates
from checkers.claims.find import find_claims
from checkers.claims.naming import find_entities
from checkers.claims.ordinals import find_ordinals
from checkers.claims.parts import take_apart
from checkers.claims.periods import find_periods
from checkers.claims.relative_dates import date_words
from checkers.evidence.intervals import agreement
from checkers.evidence.passages import cut_passages
from checkers.search.queries import make_queries
from checkers.verdicts.quotations import cited_numbers, misquotations, misquoted
from fuzzing.target import Target, in_both, of_text

SAID = (
    "El paro bajó un 3,5 % en mayo de 2024, hasta 2,7 millones de personas, según el ministerio.",
    "Prices rose by more than $4.5bn, from 3 to 5 per cent, in the third quarter, Mr Fox said.",
    "«Entre 1.200 y 1.500 euros», dijo ayer Ana Gil, ministra de Sanidad, que nació en 1970.",
    "Dos tercios de los 320 trabajadores, unos 213, se fueron el lunes y cerraron la planta.",
    "The company, which was founded in 1987, hired twenty-five people and closed half a dozen.",
)
FIGURES = (
    "millones", "mil ", "billion", "bn", " %", "por ciento", "pp", "€", "$", "USD", "entre ", " y ",
    "de ", " a ", "-", "–", ",", ".", "½", "³", "٣", "dos tercios", "one in five", "más de ",
    "unos ",
    "docenas", "thirty-", "cien", "1e9", "00", "hace ", "ayer", "last ", "el pasado ", "trimestre",
    "siglo XX", "años 90", "31 de febrero", "2024-13-45", "de mayo de ", "primer", "3-1", "IV",
)  # fmt: skip
SPOKEN = (
    "«", "»", "“", "”", '"', ", dijo ", " said ", "según ", "according to ", ", que ", ", which ",
    " y ", " and ", "pero ", ", cuyo ", "no ", "ministra de ", "Inc.", "D. ", "García",
    "El País", ": ",
    "—", "(", ")", "fuentes ", "aseguró que ", "told ", "Ltd", "San ", "van der ", "O'Neill", "…",
)  # fmt: skip
DAYS = (date(2024, 2, 29), date.min, date.max)
PUBLISHED = datetime(2026, 11, 28, tzinfo=UTC)


def quantities(text: str, language: str) -> None:
    """Figures are verbatim, in order and finite, and agree with themselves."""
    last = 0
    for it in find_quantities(text, language):
        assert text[it.start : it.end] == it.text != ""
        assert it.start >= last
        last = it.end
        assert it.value.is_finite()
        assert it.upper is None or it.upper.is_finite()
        assert agreement(it, it) is not False


def dates(text: str, language: str) -> None:
    """Dates, periods and ordinals lie in the text, and say days that there are."""
    for it in (*find_dates(text, language), *find_periods(text, language)):
        assert 0 <= it.start < it.end <= len(text)
    for it in find_ordinals(text, language):
        assert text[it.start : it.end] == it.text


def relative(text: str, language: str) -> None:
    """Relative dates are words of the text, whatever day it is."""
    for day in (*DAYS, None):
        for it in date_words(text, language, day):
            assert 0 <= it.start < it.end <= len(text)


def propositions(text: str, language: str) -> None:
    """What a sentence is taken apart into is made of stretches of it."""
    apart = take_apart(text, language)
    for part in (*apart.main, *apart.within):
        assert part.wording or not text


def attribution(text: str, language: str) -> None:
    """What is said in another's name lies in the sentence."""
    found = find_attribution(text, language)
    is_anonymous(text, language)
    if found is not None:
        assert all(0 <= start < end <= len(text) for start, end in found.said)


def entities(text: str, language: str) -> None:
    """Names are verbatim, in order, and do not overlap."""
    last = 0
    for it in find_entities(text, language):
        assert text[it.start : it.end] == it.text
        assert it.start >= last
        last = it.end


def article(text: str, language: str) -> None:
    """Claims are verbatim in their article, and each is searched for."""
    whole = Article.of(text, language=language, title="Un título", published_at=PUBLISHED)
    for claim in find_claims(whole):
        assert text[claim.start : claim.end] == claim.text
        assert all(0 <= it.start < it.end <= len(text) for it in claim.spans)
        if claim.to_check:
            assert make_queries(claim, whole)


def passages(text: str, language: str) -> None:
    """Passages are verbatim in their page."""
    del language
    source = a_source(text)
    for it in cut_passages(source):
        assert source.text[it.start : it.end] == it.text


def quotations(text: str) -> None:
    """What is quoted is found to be right or not; a text without marks misquotes nothing."""
    found = misquotations(text, lambda quotation: quotation.text in text)
    assert all(it in text for it in found)
    assert not found or set(text) & {"«", "“"}
    cited_numbers(text)
    misquoted(text, {1: text, 2: "otra"}, "La afirmación")


def queries(text: str, language: str) -> None:
    """Queries are short and not empty."""
    claim = a_claim(text, language=language)
    for query in make_queries(claim, Article.of(text, language=language)):
        assert 0 < len(query.text) <= 200


TARGETS = (
    Target("quantities", in_both(quantities), seeds=SAID, words=FIGURES, longest=300, share=1.5),
    Target("dates", in_both(dates), seeds=SAID, words=FIGURES, longest=300, share=1.5),
    Target(
        "relative_dates",
        in_both(relative),
        seeds=("Ayer y el pasado martes, hace 3 meses.", "Last quarter, on Monday, 2 years ago."),
        words=FIGURES,
        longest=300,
        share=0.5,
    ),
    Target("propositions", in_both(propositions), seeds=SAID, words=SPOKEN, longest=400, share=0.4),
    Target("attribution", in_both(attribution), seeds=SAID, words=SPOKEN, longest=400),
    Target("entities", in_both(entities), seeds=SAID, words=SPOKEN, longest=400),
    Target("claims", in_both(article), seeds=("\n".join(SAID),), words=SPOKEN, share=0.1),
    Target("passages", in_both(passages), seeds=("\n".join(SAID),), words=SPOKEN, share=1.5),
    Target(
        "quotations",
        of_text(quotations),
        seeds=("Dice «No hay más» [1] y “Sí” [2, 3], según a.example [1], «…».",),
        words=("«", "»", "[1]", "[2, 3]", "“", "”", "(a.example [1])"),
        longest=300,
        share=3,
    ),
    Target("queries", in_both(queries), seeds=SAID, words=FIGURES, longest=400, share=0.4),
)
