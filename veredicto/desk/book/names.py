"""Names and passwords as people choose them: what can be used, and what is the same."""

from __future__ import annotations

import unicodedata

from veredicto.desk.marking import Unfit, _

LONGEST_NAME = 80
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1_000
TOO_LONG = _("the password has more than {most} characters: shorten it")
TOO_SHORT = _("the password has {count} characters: choose one with {least} or more")


def tidy_name(name: str) -> str:
    """The name as it is kept: in NFKC, with single spaces.

    Raises:
        BadInput: It is empty, too long, or has signs that cannot be seen.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    if not tidy:
        raise Unfit(_("give a name"))
    if len(tidy) > LONGEST_NAME:
        raise Unfit(_("the name is longer than {most} characters: shorten it"), most=LONGEST_NAME)
    # Signs that turn the direction of a text, or are not there to the eye, pass for another's name.
    if any(unicodedata.category(sign).startswith("C") for sign in tidy):
        raise Unfit(_("the name has signs that cannot be seen: type it anew"))
    return tidy


def name_key(name: str) -> str:
    """What is the same for two spellings of a name."""
    key = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return key.encode("utf-8", "replace").decode()


def tidy_password(password: str, name: str) -> str:
    """The password in NFKC, so that keyboards do not matter, for whoever has that name.

    Raises:
        BadInput: It is too short, too long, or the name.
    """
    tidy = plain_password(password)
    if len(tidy) < SHORTEST_PASSWORD:
        raise Unfit(TOO_SHORT, count=len(tidy), least=SHORTEST_PASSWORD)
    if len(tidy) > LONGEST_PASSWORD:
        raise Unfit(TOO_LONG, most=LONGEST_PASSWORD)
    if name_key(tidy) == name_key(name):
        raise Unfit(_("the password is the name: choose another"))
    return tidy


def plain_password(password: str) -> str:
    """The password in the form in which it is compared."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
