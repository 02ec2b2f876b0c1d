from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.labels import StatementKind
from checkers.nouns import Claim
from checkers.reading.article import parse_article

SEED = Path(__file__).parents[4] / "shared" / "seed" / "amazon-openai.es.txt"

SPANISH = """Navalia amplía el astillero de Foz
Navalia amplió en marzo de 2023 el astillero de Foz. La compañía contrató a 320 trabajadores.
El plan costó 45 millones de euros, según ha informado la Xunta en un comunicado.
El sindicato CIG asegura que los salarios bajaron un 4 % en 2022.
Un empleo de calidad
Navalia estaría negociando la compra de otro astillero en Vigo.
El próximo barco se entregará en 2027.
¿Llegará a tiempo la ayuda?
El Gobierno debería apoyar a la industria naval.
A juicio del comité, la plantilla creía en el proyecto cuando vendía barcos pequeños.
la compañía contrató a 320 trabajadores en Foz, en el astillero
Navalia, que factura 210 millones de euros al año, podría salir a bolsa.
Esto preocupa a los vecinos desde 2019.
Las ventas subieron un 12 %, y el beneficio cayó un 3 %.
Suscríbete a nuestro boletín de noticias."""

ENGLISH = """Harroway opens a factory in Leeds
Harroway opened a factory in Leeds on 4 May 2022. The company employs 1,200 people.
The mayor said that unemployment in Leeds fell to 4% last year.
The plant uses 30% less water, according to the Environment Agency.
A question of jobs
Harroway might sell its old plant in York.
The factory will double its output by 2030.
Will the jobs last?
Ministers should support the industry.
Harroway, which made a profit of $40 million in 2021, could float its shares.
They were paid £15 an hour.
Subscribe to our newsletter."""


def claims_of(text: str, language: str = "es") -> tuple[Claim, ...]:
    title = text.partition("\n")[0]
    return find_claims(Article.of(text, language=language, title=title))


def one(claims: tuple[Claim, ...], beginning: str) -> Claim:
    return next(c for c in claims if c.text.startswith(beginning))


@pytest.mark.parametrize(
    ("beginning", "kind", "reason"),
    [
        ("Navalia amplía", StatementKind.FACTUAL, "Titular: lo que dice se comprueba"),
        ("Un empleo", StatementKind.OTHER, "Rótulo o fragmento"),
        ("Navalia estaría", StatementKind.HEDGED, "«estaría negociando»"),
        ("El próximo barco", StatementKind.PREDICTION, "Predicción («entregará»)"),
        ("¿Llegará", StatementKind.QUESTION, "Pregunta"),
        ("El Gobierno", StatementKind.OPINION, "«debería»"),
        ("A juicio", StatementKind.OPINION, "«A juicio del"),
        (
            "la compañía",
            StatementKind.FACTUAL,
            "Repite otra frase del artículo («La compañía contrató",
        ),
        ("Esto preocupa", StatementKind.FACTUAL, "«Esto»"),
        ("Las ventas", StatementKind.FACTUAL, "partes se comprueban"),
        ("Suscríbete", StatementKind.OTHER, "Orden o invitación"),
    ],
)
def test_what_is_left_out_says_why_in_the_language_of_the_article(
    beginning: str, kind: StatementKind, reason: str
) -> None:
    claim = one(claims_of(SPANISH), beginning)
    assert claim.kind is kind
    assert claim.excluded is not None
    assert reason.removesuffix("del") in claim.excluded


@pytest.mark.parametrize(
    ("beginning", "kind", "reason"),
    [
        ("Harroway opens", StatementKind.FACTUAL, "Headline"),
        ("A question", StatementKind.OTHER, "Heading or fragment"),
        ("Harroway might", StatementKind.HEDGED, "“might”"),
        ("The factory will", StatementKind.PREDICTION, "“will”"),
        ("Will the", StatementKind.QUESTION, "Question"),
        ("Ministers", StatementKind.OPINION, "“should”"),
        ("They were", StatementKind.FACTUAL, "“They”"),
        ("Subscribe", StatementKind.OTHER, "Order"),
    ],
)
def test_english_statements_are_left_out_in_english(
    beginning: str, kind: StatementKind, reason: str
) -> None:
    claim = one(claims_of(ENGLISH, "en"), beginning)
    assert claim.kind is kind
    assert reason in (claim.excluded or "")


def said(claims: tuple[Claim, ...], beginning: str) -> Claim:
    return next(c for c in claims if c.text.startswith(beginning) and c.attributed_to)


def test_of_an_attributed_sentence_what_is_said_is_a_claim() -> None:
    claims = claims_of(SPANISH)
    cost, wages = said(claims, "El plan costó"), said(claims, "los salarios")
    assert (cost.kind, cost.attributed_to) == (StatementKind.ATTRIBUTED, "la Xunta")
    assert cost.text == "El plan costó 45 millones de euros"
    assert cost.to_check
    assert (wages.attributed_to, wages.decontextualised) == (
        "El sindicato CIG",
        "Los salarios bajaron un 4 % en 2022",
    )


def test_that_somebody_said_it_is_a_claim_of_its_own_and_linked() -> None:
    claims = claims_of(SPANISH)
    cost = said(claims, "El plan costó")
    saying = next(c for c in claims if c.id == cost.part_of)
    assert (saying.kind, saying.attributed_to) == (StatementKind.FACTUAL, None)
    assert "la Xunta" in saying.text
    assert saying.to_check


def test_an_anonymous_source_is_marked_on_both_claims() -> None:
    claims = claims_of(
        "Titular\nFuentes del sector aseguran que Navalia debe 12 millones de euros."
    )
    saying, content = (c for c in claims if c.to_check)
    assert content.attributed_to == "Fuentes del sector"
    assert saying.said_by is not None
    assert content.said_by is not None
    assert saying.said_by.anonymous
    assert content.said_by.anonymous
    assert content.said_by.saying_id == saying.id == content.part_of


def test_saying_and_said_of_one_span_are_two_claims() -> None:
    claims = claims_of("Titular\nEl plan, según la Xunta, costó 45 millones de euros.")
    assert len({c.id for c in claims if c.to_check}) == 2


def test_english_attributions_give_what_was_said() -> None:
    claims = claims_of(ENGLISH, "en")
    assert one(claims, "unemployment").attributed_to == "The mayor"
    assert said(claims, "The plant uses").attributed_to == "the Environment Agency"


def test_a_fact_is_taken_out_of_a_sentence_that_is_not_checked() -> None:
    claims = claims_of(SPANISH)
    whole = next(c for c in claims if c.text.startswith("Navalia, que") and not c.to_check)
    part = next(c for c in claims if c.part_of == whole.id)
    assert part.text == "Navalia, que factura 210 millones de euros al año"
    assert part.decontextualised == "Navalia factura 210 millones de euros al año"
    assert [q.unit for q in part.quantities] == ["EUR"]
    english = next(c for c in claims_of(ENGLISH, "en") if c.part_of and not c.attributed_to)
    assert english.decontextualised == "Harroway made a profit of $40 million in 2021"


def test_clauses_with_quantities_of_their_own_are_checked_apart() -> None:
    claims = claims_of(SPANISH)
    whole = one(claims, "Las ventas")
    parts = [c.wording for c in claims if c.part_of == whole.id]
    assert parts == [
        "Las ventas de Navalia subieron un 12 %",
        "El beneficio de Navalia cayó un 3 %",
    ]


def test_the_company_is_named_only_where_the_text_leaves_no_doubt() -> None:
    named = one(claims_of(SPANISH), "La compañía")
    assert named.decontextualised == "Navalia contrató a 320 trabajadores."
    text = (
        "Navalia crece.\nNavalia compite con Astano. Astano cerró en 2020. "
        "La compañía vendió 3 barcos."
    )
    assert one(claims_of(text), "La compañía").decontextualised is None
    assert one(claims_of(ENGLISH, "en"), "The company").wording == "Harroway employs 1,200 people."


def test_a_statement_about_an_unnamed_they_is_ambiguous() -> None:
    claim = one(claims_of(ENGLISH, "en"), "They")
    assert claim.ambiguous
    assert not claim.to_check


def test_a_dateline_is_no_part_of_the_claim_after_it() -> None:
    text = "Madrid, 16 nov (Meridiano).- Navalia amplió su plantilla en 300 personas en 2024."

    (claim,) = claims_of(text)

    assert claim.text == "Navalia amplió su plantilla en 300 personas en 2024."
    assert text[claim.start : claim.end] == claim.text


def test_numbers_names_and_dates_make_a_statement_worth_more() -> None:
    claims = claims_of(SPANISH)
    assert one(claims, "Navalia amplió").check_worthiness > 0.5
    assert one(claims, "El Gobierno").check_worthiness <= 0.3
    assert claims == claims_of(SPANISH)


@pytest.mark.skipif(not SEED.exists(), reason="the seed article ../shared/seed is not here")
def test_the_seed_article_gives_the_claims_that_an_editor_would_check() -> None:
    article = parse_article(SEED.read_bytes(), name=SEED.name)
    claims = find_claims(article)
    checked = [c.wording for c in claims if c.to_check]
    for words in (
        ["4.000 millones", "Anthropic"],
        ["Amazon Web Services genera más del 60%"],
        ["500 millones de dispositivos"],
        ["inversión global", "300.000 millones"],
        ["Amazon genera más de 570.000 millones"],
        ["mantiene conversaciones con OpenAI"],
    ):
        assert any(all(word in wording for word in words) for wording in checked), words
    assert said(claims, "La compañía fundada").attributed_to == "The Information"
    left_out = [c for c in claims if not c.to_check]
    repeats = [c.text.partition(" ")[0] for c in left_out if "Repite" in (c.excluded or "")]
    assert repeats == ["ingenieros", "OpenAI", "de"]
    for cue in ("estarían explorando", "trataría", "permitiría", "podría", "habrían llevado"):
        assert any(f"«{cue}" in (c.excluded or "") for c in left_out), cue
    assert claims[-1].excluded is not None
    assert not any("estaría dispuesta" in wording for wording in checked)
    assert all(article.text[c.start : c.end] == c.text for c in claims)


PIECES = st.one_of(
    st.sampled_from(
        ["Amazon", "La compañía", "El grupo", "según", "dijo que", ", que", "Según X,"]
    ),
    st.sampled_from(["genera 3 millones", "podría", "estaría", "creció un 3,5 %", ".", ",", ";"]),
    st.sampled_from(["«", "»", "¿", "?", "\n", "according to", "said", "which", "It", "the group"]),
    st.sampled_from(["may", "will", "rose 5%", "in 2023", "😀", "(", ":", "—", '"', "y el paro"]),
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=20).map(" ".join)),
    st.sampled_from(["es", "en"]),
)
def test_any_text_gives_claims_with_exact_offsets(text: str, language: str) -> None:
    claims = find_claims(Article.of(text, language=language, title=text.partition("\n")[0]))
    assert all(text[c.start : c.end] == c.text and c.text.strip() for c in claims)
    assert all(c.text[q.start : q.end] == q.text for c in claims for q in c.quantities)
    assert [c.start for c in claims] == sorted(c.start for c in claims)
    assert len({c.id for c in claims}) == len(claims)
    assert {c.part_of for c in claims if c.part_of} <= {c.id for c in claims}
    assert all(0 <= c.check_worthiness <= 1 for c in claims)


def test_a_thousand_words_take_less_than_a_second_and_a_half() -> None:
    text = SPANISH * (1_000 // len(SPANISH.split()) + 1)
    claims_of(SPANISH)
    begun = time.perf_counter()
    claims_of(text)
    assert time.perf_counter() - begun < 1.5


@pytest.mark.parametrize(
    "text",
    [
        "hola 3 " * 30_000,
        "Amazon, que " * 10_000,
        "según Amazon, " * 10_000,
        "A" * 200_000,
        "😀" * 20_000,
        "Uno.\nDos de las cosas que son\n" * 3_000,
    ],
)
def test_endless_input_does_not_hang(text: str) -> None:
    begun = time.perf_counter()
    claims_of(text)
    assert time.perf_counter() - begun < 15
