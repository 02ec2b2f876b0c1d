"""The commands that have a key, and the keys that somebody has chosen for them."""

from __future__ import annotations

from collections.abc import Mapping

from veredicto.desk.marking import Unfit, _

COMMANDS: dict[str, tuple[str, str]] = {
    "confirm": ("c", _("Confirm the verdict")),
    "overrule": ("o", _("Overrule it")),
    "not_checkable": ("x", _("Mark as not checkable")),
    "label_supported": ("1", _("Label: supported")),
    "label_refuted": ("2", _("Label: refuted")),
    "label_conflicting_evidence": ("3", _("Label: conflicting evidence")),
    "label_not_enough_evidence": ("4", _("Label: not enough evidence")),
    "publish": ("p", _("Publish, or take back")),
    "undo": ("z", _("Undo")),
    "redo": ("y", _("Redo")),
    "next": ("j", _("Next claim")),
    "previous": ("k", _("Previous claim")),
    "tick": ("s", _("Tick the claim in the queue")),
    "article": ("t", _("To the claim in its article")),
    "evidence": ("e", _("To the evidence")),
    "add_evidence": ("d", _("Add evidence")),
    "recheck": ("r", _("Ask for a re-check")),
    "reword": ("w", _("Edit the wording")),
    "merge": ("m", _("Merge with a repeat")),
    "assign": ("a", _("Take it, or let it go")),
    "queue": ("q", _("Back to the queue")),
    "search": ("/", _("Search")),
    "help": ("?", _("Show the keys")),
}
"""Each command with its first key and what it does."""


def keys_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """The key of each command."""
    return {name: chosen.get(name, key) for name, (key, _what) in COMMANDS.items()}


def checked_keys(given: Mapping[str, str]) -> dict[str, str]:
    """The keys that differ from the first ones.

    Raises:
        BadInput: A key is more than one character, or two commands have the same.
    """
    keys = {name: given.get(name, key).strip() or key for name, (key, _what) in COMMANDS.items()}
    for key in keys.values():
        if len(key) != 1 or not key.isprintable():
            raise Unfit(_("“{key}” is no key: give one character."), key=key)
    taken: dict[str, str] = {}
    for name, key in keys.items():
        if key.lower() in taken:
            raise Unfit(_("“{key}” is the key of two commands: choose another for one."), key=key)
        taken[key.lower()] = name
    return {name: key for name, key in keys.items() if key != COMMANDS[name][0]}
