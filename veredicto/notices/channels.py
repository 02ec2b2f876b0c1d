"""The ways that messages go: services that apprise knows, and Prefect's notification blocks.

An address holds passwords and tokens, so that none of it is ever shown: a channel is called by its
place in the setting and its kind.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from pydantic import SecretStr

from checkers.errors import BadSetting
from veredicto.notices.message import Message

if TYPE_CHECKING:
    from apprise import NotifyBase
    from prefect.blocks.abstract import NotificationBlock

BLOCK = "block:"
RETRIES, WAIT_SECONDS = 2, 1.0
"""How often a message is sent again, and after how long."""
SHORTEST_SECRET = 3
# A comma within an address divides nothing: an e-mail may have several recipients.
_BETWEEN = re.compile(r",\s*(?=[A-Za-z][\w+.-]*://|block:)")
_PIECES = re.compile(r"[\s/?&=:@#,;]+")


class Channel(Protocol):
    """One way that messages go."""

    @property
    def name(self) -> str:
        """What it is called where people read it; nothing secret."""

    @property
    def secret(self) -> str:
        """What tells it from others."""

    def send(self, message: Message) -> str | None:
        """Sends the message, again if need be; gives why that failed, None where it did not."""

    def flaw(self) -> str | None:
        """What is wrong with it as far as can be told without sending anything."""


def open_channels(setting: SecretStr | None) -> tuple[Channel, ...]:
    """The channels of VEREDICTO_NOTIFY. A block is looked up when the first message goes.

    Raises:
        BadSetting: one of them is of no kind that is known, or has not what its kind needs.
    """
    if setting is None:
        return ()
    _hush()
    parts = [it.strip() for it in _BETWEEN.split(setting.get_secret_value())]
    return tuple(_channel(number, part) for number, part in enumerate(filter(None, parts), 1))


def _channel(number: int, part: str) -> Channel:
    if part.startswith(BLOCK):
        kind, _, name = part.removeprefix(BLOCK).rpartition("/")
        if not name or "/" in kind:
            raise BadSetting(
                f"VEREDICTO_NOTIFY, number {number}: a block of Prefect is named as"
                " block:TYPE/NAME or block:NAME"
            )
        return BlockChannel(number, kind, name)
    return AppriseChannel(number, part)


class AppriseChannel:
    """A service that apprise knows.

    Raises:
        BadSetting: apprise cannot use the address.
    """

    def __init__(self, number: int, address: str) -> None:
        from apprise import Apprise, AppriseAsset

        asset = AppriseAsset(
            app_id="veredicto",
            app_desc="veredicto",
            default_service_retry=RETRIES,
            default_service_wait=WAIT_SECONDS,
        )
        service = Apprise.instantiate(address, asset=asset)
        if service is None:
            raise BadSetting(
                f"VEREDICTO_NOTIFY, number {number}, is no address that apprise can use: it wants"
                " one like mailto://, slack:// or json:// with all that such a service needs"
                " (https://github.com/caronc/apprise)"
            )
        self._service: NotifyBase = service
        self._sender = Apprise(asset=asset)
        self._sender.add(service)
        self.secret = address
        self.name = f"channel {number} ({service.service_name})"

    def send(self, message: Message) -> str | None:
        """As of `Channel`; HTML goes where it is what the service shows."""
        from apprise import NotifyFormat

        html = self._service.resolve_format() is NotifyFormat.HTML
        result = self._sender.notify(
            title=message.title,
            body=message.html if html else message.text,
            body_format=NotifyFormat.HTML if html else NotifyFormat.TEXT,
        )
        if result:
            return None
        said = [entry.message for entry in result.logs()]
        return without_secret(said[-1] if said else "it took no message", self.secret)

    def flaw(self) -> str | None:
        """As of `Channel`: apprise has read the address."""
        return None


@dataclass(frozen=True, slots=True)
class BlockChannel:
    """A notification block that is kept by the Prefect server; `kind` may be left open."""

    number: int
    kind: str
    block: str

    @property
    def name(self) -> str:
        """As of `Channel`."""
        return f"channel {self.number} ({self.secret})"

    @property
    def secret(self) -> str:
        """As of `Channel`; nothing in it is."""
        return f"{BLOCK}{self.kind}/{self.block}" if self.kind else f"{BLOCK}{self.block}"

    def send(self, message: Message) -> str | None:
        """As of `Channel`."""
        import stamina

        block = self._load()
        if isinstance(block, str):
            return block
        try:
            for attempt in stamina.retry_context(
                on=Exception, attempts=1 + RETRIES, wait_initial=WAIT_SECONDS
            ):
                with attempt, block.raise_on_failure():
                    block.notify(_plain(message.text), _plain(message.title))  # type: ignore[unused-coroutine]  # it is called from no loop
        except Exception as error:  # noqa: BLE001 (the same; its words may hold the address)
            return f"the block did not send it ({type(error).__name__})"
        return None

    def flaw(self) -> str | None:
        """As of `Channel`: whether the server has the block."""
        block = self._load()
        return block if isinstance(block, str) else None

    def _load(self) -> NotificationBlock | str:
        """The block, or why there is none."""
        try:
            return self._loaded()
        except Exception as error:  # noqa: BLE001 (a block of others may raise anything)
            return f"Prefect gave no such notification block ({type(error).__name__})"

    def _loaded(self) -> NotificationBlock:
        import prefect.blocks.notifications  # noqa: F401 (registers the kinds that Prefect has)
        from prefect.blocks.abstract import NotificationBlock
        from prefect.blocks.core import Block

        slugs = [self.kind] if self.kind else list(_kinds_with(self.block))
        block = Block.load(f"{slugs[0]}/{self.block}")
        if not isinstance(block, NotificationBlock):
            raise TypeError("it notifies nobody")
        return block


def _plain(text: str) -> str:
    """The text without what Slack, to which a block sends it as it is, takes for links."""
    return re.sub(r"<(?=\S)", "< ", text)


def _kinds_with(name: str) -> Iterator[str]:
    """The kinds of notification that have a block of that name."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for document in client.read_block_documents(include_secrets=False):
            schema, kind = document.block_schema, document.block_type
            if document.name == name and schema and kind and "notify" in schema.capabilities:
                yield kind.slug


def without_secret(text: str, address: str) -> str:
    """The text on one line with every part of the address in it struck out."""
    scheme, _, rest = address.partition("://")
    pieces = {it for part in (rest, unquote(rest)) for it in _PIECES.split(part)}
    line = " ".join(text.split())
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= SHORTEST_SECRET and piece != scheme:
            line = line.replace(piece, "***")
    return line


def _hush() -> None:
    """Keeps what apprise logs, addresses among it, from standard error."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    # Why something was not sent is a warning, which Prefect's settings of the root leave out.
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
