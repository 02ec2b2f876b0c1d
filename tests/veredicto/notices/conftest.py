from __future__ import annotations

from collections.abc import Iterator

import pytest

from servers.inbox import Hook, Mails, hook, mails


@pytest.fixture
def web_hook() -> Iterator[Hook]:
    with hook() as it:
        yield it


@pytest.fixture
def mail_server() -> Iterator[Mails]:
    with mails() as it:
        yield it
