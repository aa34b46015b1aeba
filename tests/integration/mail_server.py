"""A real mail server on this machine that takes, refuses or breaks off as a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.integration.free_port import free_port


@dataclass
class Box:
    """What the server got, and what it answers to the next ones; ``port`` 0 is not listening."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    rcpt_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for command, answer in (("RCPT", self._take_receiver), ("DATA", self._take_mail)):
            setattr(self, f"handle_{command}", answer)  # as the library calls them

    async def _take_receiver(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def _take_mail(self, server: Any, _session: Any, envelope: Any) -> str:
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer == "keep and break off":
            self._keep(envelope)
            server.transport.abort()
            return "250 too late"
        if answer.startswith("250"):
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Any) -> None:
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)


@contextmanager
def mail_server(**box: Any) -> Iterator[Box]:
    """The server, for as long as the block lasts."""
    made = Box(port=free_port(), **box)
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()
