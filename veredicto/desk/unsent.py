"""What people wrote on a claim and sent after their session had ended: kept until they are back.

It is kept in memory, for whom the session was of, and for no longer than an hour.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SECONDS = 3600.0
MOST = 200
"""So many people's words are kept, those that came last."""
OF_A_CLAIM = re.compile(r"/claims/([^/]+)/(?:decide|settle|reword|merge|evidence)")
WORDS = ("reason", "wording", "url", "into", "other")
NAMES = ("decision", "label")
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class _Kept:
    claim_id: str
    fields: dict[str, str]
    at: float


class Unsent:
    """The forms that were sent too late, the last one of each person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, person_id: str, path: str, form: Mapping[str, object]) -> str | None:
        """Keeps what was written; gives the claim that it was sent for, None for other forms."""
        found = OF_A_CLAIM.fullmatch(path)
        if found is None:
            return None
        texts = {
            name: value
            for name in (*NAMES, *WORDS)
            if isinstance(value := form.get(name), str) and 0 < len(value) <= LONGEST
        }
        if texts.keys() & set(WORDS):
            texts["into"] = texts.pop("other", texts.get("into", ""))
            with self._lock:
                self._kept.pop(person_id, None)
                self._kept[person_id] = _Kept(found[1], texts, self._clock())
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return found[1]

    def of(self, person_id: str, claim_id: str) -> dict[str, str]:
        """What the person wrote on the claim, by the names of the fields; empty if nothing."""
        with self._lock:
            kept = self._kept.get(person_id)
            if kept is None or kept.claim_id != claim_id:
                return {}
            if self._clock() - kept.at > SECONDS:
                del self._kept[person_id]
                return {}
            return dict(kept.fields)

    def drop(self, person_id: str) -> None:
        """Keeps nothing of a person any more."""
        with self._lock:
            self._kept.pop(person_id, None)
