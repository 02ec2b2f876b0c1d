from __future__ import annotations

from builders import a_source, an_article
from checkers.evidence.voices import copies_of, voices_of

AGENCY = (
    "La Junta Electoral publicó ayer los resultados definitivos de las elecciones generales. "
    "El recuento del voto exterior cambió un escaño en Madrid, que pasó de un partido a otro. "
    "La participación fue del 66,6 por ciento, según el acta que firmaron los interventores."
)
OTHER = (
    "El pleno del ayuntamiento aprobó por unanimidad la reforma del mercado central, cuyas obras "
    "empezarán en otoño. Los comerciantes pedían desde hace años una cubierta nueva y accesos."
)


def test_a_copied_text_is_one_voice_whoever_publishes_it() -> None:
    original = a_source(AGENCY, "agencia.example")
    copy = a_source(AGENCY.replace("ayer", "este lunes") + " (Agencias)", "diario.example")
    other = a_source(OTHER, "gaceta.example")

    voices = voices_of([original, copy, other])

    assert voices[original.id] == voices[copy.id]
    assert voices[other.id] != voices[original.id]


def test_a_publisher_is_one_voice_whatever_it_publishes() -> None:
    one, two = a_source(AGENCY, "diario.example"), a_source(OTHER, "diario.example")

    voices = voices_of([one, two])

    assert voices[one.id] == voices[two.id]


def test_the_order_of_sources_does_not_change_their_voices() -> None:
    sources = [a_source(AGENCY, "a.example"), a_source(AGENCY + " Fin.", "b.example")]

    assert voices_of(sources) == voices_of(sources[::-1])


def test_a_copy_of_the_article_is_found() -> None:
    copy, other = a_source(AGENCY + " Fin.", "b.example"), a_source(OTHER, "c.example")

    assert copies_of(an_article(AGENCY), [copy, other]) == {copy.id}
