"""Marks the texts that the catalogues have; they are translated where they are shown."""

from __future__ import annotations

from checkers.errors import BadInput


def _(text: str) -> str:
    """The text as it is, in English, which is the key of the catalogues."""
    return text


class Unfit(BadInput):
    """Something that cannot be done as it was given; pages say why in their own language.

    Args:
        text: a marked text.
        values: what its braces name.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values = values
