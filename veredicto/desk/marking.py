"""Marks the texts that the catalogues have; they are translated where they are shown."""


def _(text: str) -> str:
    """The text as it is, in English, which is the key of the catalogues."""
    return text
