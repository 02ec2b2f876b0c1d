from __future__ import annotations

from collections.abc import Callable

import pytest
from briefs import KEY
from pydantic import SecretStr

from checkers.opinions.endpoint import ChatEndpoint
from checkers.opinions.judge import OpinionJudge
from servers.chat import ChatServer
from servers.pages import PageServer

MakeJudge = Callable[..., OpinionJudge]


@pytest.fixture
def chat(server: PageServer) -> ChatServer:
    return ChatServer(server)


@pytest.fixture
def make_judge(chat: ChatServer) -> MakeJudge:
    def make(base: str | None = None, *, seconds: float = 20.0, key: str = KEY) -> OpinionJudge:
        endpoint = ChatEndpoint(
            base or chat.base, "tiny:1b", key=SecretStr(key) if key else None, seconds=seconds
        )
        return OpinionJudge(endpoint)

    return make


@pytest.fixture
def judge(make_judge: MakeJudge) -> OpinionJudge:
    return make_judge()
