"""An article in Spanish about a region that does not exist, and the pages that bear on its claims.

Fifteen claims are known to be true, refuted by another figure, or told by no page: a third each.
Eight pages belong to each claim. Of a claim that is told, three have a sentence with the figure;
all others talk of the same thing without it. All is drawn from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from checkers.labels import VerdictLabel

PAGES_A_CLAIM = 8
TELLING_PAGES = 3
SENTENCES_A_PAGE = 25
WORDS = 1_000
KINDS = (
    VerdictLabel.SUPPORTED,
    VerdictLabel.REFUTED,
    VerdictLabel.NOT_ENOUGH_EVIDENCE,
)
# What a claim is of, how it is said with a figure, and how a page says it.
FACTS = (
    ("el puente de {}", "costó {} millones de euros en 2024"),
    ("el mercado de {}", "recibió {}.000 visitantes en 2024"),
    ("el hospital de {}", "atendió {}.000 urgencias en 2024"),
    ("la biblioteca de {}", "prestó {}.000 libros en 2024"),
    ("el aeropuerto de {}", "perdió {}.000 pasajeros en 2024"),
    ("la universidad de {}", "matriculó a {}.000 estudiantes en 2024"),
    ("el puerto de {}", "movió {}.000 contenedores en 2024"),
    ("la fábrica de {}", "produjo {}.000 motores en 2024"),
    ("el museo de {}", "vendió {}.000 entradas en 2024"),
    ("el embalse de {}", "almacenó {} hectómetros cúbicos en 2024"),
    ("el tranvía de {}", "transportó a {}.000 viajeros en 2024"),
    ("la cooperativa de {}", "exportó {}.000 toneladas de aceite en 2024"),
    ("el festival de {}", "ingresó {} millones de euros en 2024"),
    ("la central de {}", "generó {} gigavatios hora en 2024"),
    ("el ayuntamiento de {}", "plantó {}.000 árboles en 2024"),
)
TOWNS = (
    "Almorva", "Berzalejo", "Cantorruela", "Dehesilla", "Espinarejo", "Fuentebreva", "Garbanzal",
    "Hontanilla", "Iruelares", "Jarandosa", "Luzmela", "Majarrubia", "Navaltoro", "Olmediana",
    "Peñasquilla",
)  # fmt: skip
TELLING = (
    "{} {}, según la memoria anual que se aprobó en el pleno de marzo.",
    "Los datos que publicó ayer la diputación confirman que {} {}.",
    "{} {}, de acuerdo con las cuentas que revisó la cámara.",
)
TALK = (
    "La concejala {name} recordó que {thing} forma parte de la vida de {town} desde hace décadas.",
    "Los vecinos de {town} piden que se mejore el acceso por la carretera de {place}.",
    "En la reunión de {month} se habló también de las obras de la plaza y del alumbrado.",
    "El técnico {name} explicó que el plan de {place} se revisará antes de que acabe el curso.",
    "Quien visita {town} en {month} encuentra las calles llenas y las terrazas abiertas.",
    "La asociación de comerciantes agradeció el trabajo de {name} durante la temporada.",
    "El informe dedica un capítulo a {thing} y otro al transporte entre {town} y {place}.",
    "La oposición reclamó en {month} más transparencia en los contratos de {place}.",
    "Desde la ventana se ve {thing}, que muchos consideran el símbolo de {town}.",
    "El periodista {name} escribió un libro sobre la historia de {town} y sus oficios.",
    "La obra de {place} quedó parada en {month} por falta de materiales y de personal.",
    "Un grupo de alumnos de {place} preparó una exposición con fotografías antiguas.",
    "La emisora local entrevistó a {name}, que lleva media vida junto a su taller.",
    "El consejo de {place} acordó que {thing} tendrá nuevos horarios a partir de {month}.",
    "La lluvia de {month} obligó a cerrar el camino que une {town} con {place}.",
    "Para {name}, lo más difícil fue convencer a quienes dudaban de la reforma.",
    "El archivo conserva planos y cartas que describen cómo era {thing} en otro tiempo.",
    "Entre {town} y {place} circula un autobús que para en todas las aldeas del valle.",
)
NAMES = (
    "Aurelia Montes", "Bruno Salcedo", "Carmela Ortiz", "Darío Peñalver", "Elvira Quesada",
    "Fermín Lozano", "Gracia Villar", "Hilario Rubio", "Inés Cordero", "Julián Acosta",
)  # fmt: skip
PLACES = (
    "Valdehierro", "Torrecilla", "Montealto", "Riofrío", "Casablanca del Monte", "Villanubla",
    "Santa Olalla", "Peralejos", "Cerrillo", "Aguasvivas",
)  # fmt: skip
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "septiembre", "octubre", "noviembre",
)  # fmt: skip
OPINIONS = (
    "¿Quién se acuerda hoy de los debates que llenaron las plazas de la comarca en invierno?",
    "Es una pena que se hable tan poco de lo que de verdad preocupa a la gente de los pueblos.",
    "A juicio de este periódico, nada merece más atención que lo que se hace con el dinero común.",
    "¿Hace falta repetir una y otra vez lo que cualquiera puede mirar en los papeles públicos?",
    "Ojalá los próximos presupuestos se escriban con más cuidado y con menos prisa que estos.",
    "En nuestra opinión, es una vergüenza que las promesas se olviden al día siguiente.",
    "¿Y si la próxima vez preguntáramos antes de aplaudir lo que nos cuentan desde la tribuna?",
    "Lo mejor que se puede decir de aquella época es, a nuestro juicio, que ya pasó.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim of the article, the label that it ought to get, and the sentences that tell."""

    thing: str
    text: str
    label: VerdictLabel
    evidence: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneratedTown:
    """The article, its claims, the HTML of the pages by path, and the sentences of each page."""

    article: str
    claims: tuple[KnownClaim, ...]
    pages: dict[str, str]
    sentences: tuple[tuple[str, ...], ...]


def generate_town(
    seed: int = 1,
    *,
    pages_a_claim: int = PAGES_A_CLAIM,
    sentences_a_page: int = SENTENCES_A_PAGE,
    claims: int = len(FACTS),
) -> GeneratedTown:
    """A region of that seed."""
    drawn = random.Random(seed)
    shift = drawn.randrange(len(TOWNS))
    known: list[KnownClaim] = []
    pages: dict[str, str] = {}
    sentences: list[tuple[str, ...]] = []
    for number, (what, said) in enumerate(FACTS[:claims]):
        town = TOWNS[(number + shift) % len(TOWNS)]
        thing, label = what.format(town), KINDS[number % len(KINDS)]
        figure = drawn.randrange(12, 89)
        other = figure + drawn.choice((-7, 9, 11))
        told = {VerdictLabel.SUPPORTED: figure, VerdictLabel.REFUTED: other}.get(label)
        evidence = tuple(
            _capital(
                form.format(thing if form.startswith("Los") else _capital(thing), said.format(told))
            )
            for form in (TELLING if told is not None else ())
        )
        paths = tuple(f"/{seed}/{number}/{page}" for page in range(pages_a_claim))
        for page, path in enumerate(paths):
            own = evidence[page : page + 1]
            sentences.append(_body(thing, town, own, sentences_a_page, drawn))
            pages[path] = _page(thing, sentences[-1], drawn)
        known.append(
            KnownClaim(thing, f"{_capital(thing)} {said.format(figure)}.", label, evidence, paths)
        )
    return GeneratedTown(_article(known, drawn), tuple(known), pages, tuple(sentences))


def _article(claims: list[KnownClaim], drawn: random.Random) -> str:
    paragraphs = [f"{claim.text} {drawn.choice(OPINIONS)}" for claim in claims]
    title = "La comarca en cifras: lo que se ha dicho, mirado de cerca"
    while len(" ".join(paragraphs).split()) < WORDS * len(claims) // len(FACTS):
        at = drawn.randrange(len(paragraphs))
        paragraphs[at] = f"{paragraphs[at]} {drawn.choice(OPINIONS)}"
    return "\n\n".join([title, *paragraphs]) + "\n"


def _body(
    thing: str, town: str, telling: tuple[str, ...], sentences: int, drawn: random.Random
) -> tuple[str, ...]:
    """The sentences of a page, those that tell in the middle."""
    talk = _talk(thing, town, drawn)
    body = [next(talk) for _ in range(sentences - len(telling))]
    body[len(body) // 2 : len(body) // 2] = telling
    return tuple(body)


def _page(thing: str, body: tuple[str, ...], drawn: random.Random) -> str:
    title = f"{_capital(thing)}, visto por {drawn.choice(NAMES)}"
    paragraphs = "".join(
        f"<p>{escape(' '.join(body[at : at + 4]))}</p>" for at in range(0, len(body), 4)
    )
    menu = "".join(f'<li><a href="/{place}">{place}</a></li>' for place in PLACES)
    return (
        f'<!doctype html><html lang="es"><head><title>{escape(title)}</title></head><body>'
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(title)}</h1>"
        f"{paragraphs}</article></main><footer><ul>{menu}</ul></footer></body></html>"
    )


def _talk(thing: str, town: str, drawn: random.Random) -> Iterator[str]:
    """Sentences of a page without end, none of them twice."""
    given: set[str] = set()
    while True:
        form = drawn.choice(TALK)
        place, name, month = drawn.choice(PLACES), drawn.choice(NAMES), drawn.choice(MONTHS)
        one = _capital(form.format(thing=thing, town=town, place=place, name=name, month=month))
        if one not in given:
            given.add(one)
            yield one


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
