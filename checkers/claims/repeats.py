"""Pull quotes, captions and titles that say what a sentence of the text says."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from checkers.claims.kinds import ends_with_stop

_NEAR = 40  # sentences on each side that a fragment is compared with
_SHORTEST = 7  # words of a fragment that can be told from a heading
_LONGEST = 60  # words of a pull quote
_COMPARED = 1_000  # characters of a sentence that are compared
# Two ratios (0-100) that a fragment and what it repeats must both reach: one is sensitive to the
# order of the words, the other to which words there are.
_ALIGNED = 76.0
_SHARED = 85.0
# A title that says something else, or more, is a statement of its own.
_TITLE_SHARED = 80.0


def find_repeats(sentences: Sequence[str], *, has_title: bool) -> tuple[int | None, ...]:
    """For each sentence the index of the one that it repeats; None where it stands for itself.

    With `has_title` the first one is linked to the sentence that says most of the same. An exact
    repetition points to the first occurrence.
    """
    plain = [utils.default_process(sentence[:_COMPARED]) for sentence in sentences]
    fragments = [_is_fragment(sentence) for sentence in sentences]
    first: dict[str, int] = {}
    found: list[int | None] = []
    for index, text in enumerate(plain):
        earlier = first.setdefault(text, index) if text else index
        if has_title and index == 0:
            found.append(_title_match(plain, fragments))
        elif earlier < index and not (has_title and earlier == 0):
            found.append(earlier)
        elif fragments[index] and _SHORTEST <= len(text.split()) <= _LONGEST:
            found.append(_fragment_match(plain, fragments, index))
        else:
            found.append(None)
    return tuple(found)


def _is_fragment(sentence: str) -> bool:
    return sentence[:1].islower() or not ends_with_stop(sentence)


def _title_match(plain: list[str], fragments: list[bool]) -> int | None:
    near = [i for i in range(1, min(len(plain), _NEAR)) if not fragments[i]]
    best = max(near, key=lambda i: fuzz.token_set_ratio(plain[0], plain[i]), default=None)
    if best is None or fuzz.token_set_ratio(plain[0], plain[best]) < _TITLE_SHARED:
        return None
    return best


def _fragment_match(plain: list[str], fragments: list[bool], index: int) -> int | None:
    """The sentence near by that the fragment repeats; it may run on into the next one."""
    near = range(max(0, index - _NEAR), min(len(plain), index + _NEAR))
    for i in (i for i in near if not fragments[i]):
        following = i + 1
        pair = [i, following] if following < len(plain) and not fragments[following] else [i]
        for target in ([i], pair):
            if _repeats(plain[index], " ".join(plain[t] for t in target)):
                return max(target, key=lambda t: fuzz.token_set_ratio(plain[index], plain[t]))
    return None


def _repeats(fragment: str, target: str) -> bool:
    return (
        fuzz.partial_ratio(fragment, target) >= _ALIGNED
        and fuzz.token_set_ratio(fragment, target) >= _SHARED
    )
