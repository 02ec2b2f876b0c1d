from __future__ import annotations

import pytest

from checkers.blocks import BlockKind
from checkers.errors import UnreadableInput
from checkers.reading.article import parse_article

SRT = """1
00:00:01,000 --> 00:00:03,000
[Música]
<i>El paro bajó en 2023</i>

2
00:00:03,000 --> 00:00:05,000
hasta el 11,7 % de la población.

3
00:00:09,000 --> 00:00:11,000
La inflación cerró en el 3,1 %.

4
00:00:11,500 --> 00:00:13,000
- ¿Y los salarios?
- Subieron un 4 %.
"""
VTT = """WEBVTT - Comparecencia

NOTE de la redacción

STYLE
::cue { color: white }

1
00:01.000 --> 00:03.000 align:start
<v Ana Ruiz>Hemos creado 200.000 empleos
con la reforma &amp; la inversión.</v>

00:03.000 --> 00:05.000
<v Ana Ruiz>Es el mejor dato.</v>

00:05.000 --> 00:06.000
<v Luis Gil>El dato es otro.</v>
"""
ROLLING = """WEBVTT

00:00.000 --> 00:02.000
el gobierno aprobó ayer

00:02.000 --> 00:04.000
el gobierno aprobó ayer
una subida de las pensiones

00:04.000 --> 00:06.000
una subida de las pensiones
del 3,8 por ciento
"""


def test_captions_become_paragraphs_by_pauses_and_speakers() -> None:
    article = parse_article(SRT.encode(), name="pleno.srt")
    assert article.text.split("\n") == [
        "El paro bajó en 2023 hasta el 11,7 % de la población.",
        "La inflación cerró en el 3,1 %.",
        "¿Y los salarios?",
        "Subieron un 4 %.",
    ]
    assert article.title is None
    assert {block.kind for block in article.blocks} == {BlockKind.SPEECH}


def test_who_speaks_is_named_where_the_file_names_them() -> None:
    article = parse_article(VTT.encode("utf-8-sig"), name="sin-nombre")
    assert article.text.split("\n") == [
        "Ana Ruiz: Hemos creado 200.000 empleos con la reforma & la inversión. Es el mejor dato.",
        "Luis Gil: El dato es otro.",
    ]


def test_names_written_before_a_colon_are_speakers() -> None:
    srt = SRT.replace("- ¿Y los salarios?", ">> ANA RUIZ: ¿Y los salarios?")
    assert "ANA RUIZ: ¿Y los salarios?" in parse_article(srt.encode(), name="a.srt").text


def test_lines_that_roll_are_given_once() -> None:
    text = parse_article(ROLLING.encode(), name="a.vtt").text
    assert text == "el gobierno aprobó ayer una subida de las pensiones del 3,8 por ciento"


def test_a_transcript_is_told_by_what_it_begins_with() -> None:
    assert parse_article(SRT.encode(), name="-").text.startswith("El paro bajó")


@pytest.mark.parametrize(
    ("data", "says"), [(b"hola a todos", "broken transcript"), (b"WEBVTT\n", "no text")]
)
def test_what_is_no_transcript_is_told(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        parse_article(data, name="a.vtt")
