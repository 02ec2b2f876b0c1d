"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SERVED = ("es", "en")

# Languages that news is published in. Leaving out the rare neighbours of Spanish and English
# (Extremaduran, Aragonese, Nigerian Pidgin…) makes short sentences identifiable.
_CANDIDATES = (
    "ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv ms nl no pl pt "
    "ro ru sk sl sq sr sv sw ta th tr uk ur vi zh"
)
_SAMPLE = 4_000  # characters; enough for certainty, and the time does not grow with the text
_SURE = 0.9  # probability from which the text is believed over what the page declares
_DOUBTFUL = 0.6  # probability under which a served language among the likely ones is preferred
_LIKELY = 3
# Letters of Greek and Cyrillic that look like Latin ones, which some put into Latin words.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅαονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEKMHOPCTXIJSaovABEZHIKMNOPTYX",
)
_DISGUISED = re.compile(r"[a-zA-Z][\u0370-\u052f]|[\u0370-\u052f][a-zA-Z]")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES.split())
    return identifier


def identify_language(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of the text's language; None where it has no letters to tell by.

    `declared` is what the page says of itself ("es-ES"); templates lie, so it decides only where
    the text is too short for certainty.
    """
    sample = text[:_SAMPLE]
    if _DISGUISED.search(sample):
        sample = sample.translate(_LOOK_ALIKES)
    said = primary_subtag(declared)
    if sum(c.isalpha() for c in sample) < _LIKELY:
        return said
    ranking = _identifier().rank(sample)[:_LIKELY]
    best, probability = str(ranking[0][0]), float(ranking[0][1])
    if probability < _SURE and said in _CANDIDATES.split():
        return said
    if probability < _DOUBTFUL:
        return next((str(code) for code, _ in ranking if code in SERVED), best)
    return best


def primary_subtag(tag: str | None) -> str | None:
    """The language of a tag such as "es-ES" or "en_GB" in lower case; None where there is none."""
    primary = (tag or "").strip().replace("_", "-").split("-")[0].lower()
    return primary if len(primary) in {2, 3} and primary.isalpha() else None
