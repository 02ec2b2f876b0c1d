"""How often something may be tried: moving windows in memory, by `limits`."""

from __future__ import annotations

from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

SIGN_IN_BY_NAME = parse("10 per 15 minutes")
SIGN_IN_BY_ADDRESS = parse("30 per 15 minutes")
CHANGES = parse("240 per minute")
HEAVY = parse("20 per minute")


class TooOften(Exception):
    """Something was tried too often of late."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Counts what was tried since the desk started."""

    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    def allows(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether it may be tried once more now, which is counted."""
        return self._limiter.hit(limit, *who)
