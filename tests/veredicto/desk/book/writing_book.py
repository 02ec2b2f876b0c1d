"""Writes into a book until it is killed, and says each action that was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from veredicto.desk.book.opened import Book
from veredicto.desk.nouns import ActionKind, Role

with Book(Path(sys.argv[1])) as book:
    number = book.actions.last_number
    while True:
        content = {
            "decision": "overrule",
            "label": "refuted",
            "engine_label": "supported",
            "reason": "porque sí",
            "verdict_id": "verdict",
        }
        for kind, said in ((ActionKind.DECIDE, content), (ActionKind.PUBLISH, {})):
            done = book.actions.add(
                kind, by="ana", role=Role.EDITOR, claim_id=f"claim {number}", content=said
            )
            sys.stdout.write(f"{done.number} {done.hash}\n")
            sys.stdout.flush()
        number += 1
