"""Who looks at which claim now: known while they look, kept nowhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

STAYS_SECONDS = 45.0


class Presence:
    """The people at each claim; who was not seen for `STAYS_SECONDS` is gone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, dict[str, float]] = {}
        self._lock = threading.Lock()

    def seen(self, person_id: str, claim_id: str) -> tuple[str, ...]:
        """Notes that somebody looks at a claim; gives who else does."""
        now = self._clock()
        with self._lock:
            for here in self._seen.values():
                here.pop(person_id, None)
            self._seen.setdefault(claim_id, {})[person_id] = now
            self._seen = {
                claim: alive
                for claim, here in self._seen.items()
                if (alive := {who: at for who, at in here.items() if now - at < STAYS_SECONDS})
            }
            here = self._seen.get(claim_id, {})
        return tuple(sorted(who for who in here if who != person_id))
