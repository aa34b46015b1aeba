"""The mail server that the environment names, and handing one mail over to it.

JOBBSMAK_SMTP is ``smtp://HOST:PORT`` (STARTTLS, which only a server on this machine may lack) or
``smtps://HOST:PORT``; JOBBSMAK_SMTP_USER and JOBBSMAK_SMTP_PASSWORD (or ..._FILE) sign in there;
JOBBSMAK_SMTP_FROM is the sender. JOBBSMAK_ADDRESS is this program's own address, for links.
"""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from matcher.domain.errors import BadInput
from matcher.store.mails import QueuedMail
from matcher.workflows.secret import secret_setting

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PORTS = {"smtp": 587, "smtps": 465}
SECONDS = 20
_LEAST_PERMANENT, _LEAST_ERROR = 500, 400


class Later(Exception):
    """The mail was not taken now, and is surely not with the server; try again."""


class Refused(Exception):
    """The server will never take this mail."""


class Uncertain(Exception):
    """The connection was lost while the server had the mail in its hands."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out, and from whom."""

    host: str
    port: int
    sender: str
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """The server that is set up, or None; BadInput where a setting cannot be used.

    >>> read_mail_server({}) is None
    True
    >>> read_mail_server({"JOBBSMAK_SMTP": "smtps://post.example", "JOBBSMAK_SMTP_FROM": "a@b.no"})
    MailServer(host='post.example', port=465, sender='a@b.no', tls=True, user=None)
    """
    where = environment.get("JOBBSMAK_SMTP")
    if not where:
        return None
    parts = urlsplit(where)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.path not in "/":
        raise BadInput(
            "JOBBSMAK_SMTP is smtp://HOST:PORT or smtps://HOST:PORT; name and password stand in"
            " JOBBSMAK_SMTP_USER and JOBBSMAK_SMTP_PASSWORD."
        )
    sender = environment.get("JOBBSMAK_SMTP_FROM") or ""
    address = parseaddr(sender)[1]
    if not is_address(address):
        raise BadInput("JOBBSMAK_SMTP needs JOBBSMAK_SMTP_FROM, the address that mail comes from.")
    sender = sender.replace(address, in_ascii(address))
    return MailServer(
        parts.hostname, _port(parts.scheme, where), sender, parts.scheme == "smtps",
        environment.get("JOBBSMAK_SMTP_USER") or None,
        secret_setting("JOBBSMAK_SMTP_PASSWORD", environment),
    )  # fmt: skip


def read_address(environment: Mapping[str, str]) -> str:
    """The program's own address, for the links in mails; BadInput where it is missing or wrong.

    It may be missing where no mail server is set up.
    """
    address = environment.get("JOBBSMAK_ADDRESS") or ""
    if not address and not environment.get("JOBBSMAK_SMTP"):
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise BadInput(
            "JOBBSMAK_SMTP needs JOBBSMAK_ADDRESS, where people reach this program, such as"
            " https://jobbsmak.example.no; the links in mails lead there."
        )
    return address


def _port(scheme: str, where: str) -> int:
    try:
        return urlsplit(where).port or _PORTS[scheme]
    except ValueError:
        raise BadInput("JOBBSMAK_SMTP has a port that is no port.") from None


def is_address(text: str) -> bool:
    """Whether ``text`` can stand as the receiver of a mail.

    >>> is_address("kari@example.org"), is_address("kari@example.org\\nBcc: x@y.no")
    (True, False)
    """
    if not text.isprintable() or text.count("@") != 1:
        return False
    name, _, host = text.partition("@")
    try:
        Address(addr_spec=in_ascii(text))
    except (ValueError, IndexError):
        return False
    return bool(name) and "." in host.strip(".") and host == host.strip(".")


def in_ascii(address: str) -> str:
    """An address as servers take it; ValueError where it cannot be written so.

    >>> in_ascii("ola@prøve.no")
    'ola@xn--prve-hra.no'
    """
    name, at, host = address.rpartition("@")
    name.encode("ascii")
    return f"{name}{at}{host.encode('idna').decode('ascii')}"


def message_of(queued: QueuedMail, body: str, sender: str) -> EmailMessage:
    """The mail as it goes out; its id is the queue's, so that a second copy shows itself."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = in_ascii(queued.mail.to_address)
    message["Subject"] = " ".join(queued.mail.subject.split())
    message["Date"] = format_datetime(queued.made_at)
    message["Message-ID"] = f"<{queued.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = queued.mail.language
    message.set_content(body)
    return message


def hand_over(server: MailServer, message: EmailMessage, take: Callable[[], bool]) -> None:
    """Give one mail to the server. ``take`` is asked last, before the server may keep the mail.

    Later, Refused and Uncertain as they say; Later too where ``take`` answers no.
    """
    try:
        with _open(server) as connection:
            _hand_over(connection, server, message, take)
    except (OSError, smtplib.SMTPException) as problem:
        raise Later(_reason(problem)) from problem


def _open(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.tls:
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        connection.ehlo()
        if server.host not in _LOOPBACK or connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
    if server.user is not None:
        connection.login(server.user, server.password or "")
    return connection


def _hand_over(
    connection: smtplib.SMTP, server: MailServer, message: EmailMessage, take: Callable[[], bool]
) -> None:
    connection.ehlo_or_helo_if_needed()
    _expect(connection.mail(parseaddr(server.sender)[1]), ours=True)
    _expect(connection.rcpt(str(message["To"].addresses[0].addr_spec)))
    if not take():
        raise Later("another process has it")
    try:
        _expect(connection.data(message.as_bytes()))
    except smtplib.SMTPDataError as refused:  # before a byte of the mail was sent
        _expect((refused.smtp_code, refused.smtp_error))
    except (OSError, smtplib.SMTPException) as problem:
        raise Uncertain(_reason(problem)) from problem


def _expect(answer: tuple[int, bytes | str], *, ours: bool = False) -> None:
    """Refused on a lasting no about the mail; Later on a passing one, or on one about us."""
    code = answer[0]
    if code >= _LEAST_PERMANENT and not ours:
        raise Refused(f"the server answered {code}")
    if code >= _LEAST_ERROR:
        raise Later(f"the server answered {code}")


def _reason(problem: Exception) -> str:
    """What went wrong, without what the server said: that may hold an address."""
    code = getattr(problem, "smtp_code", None)
    return type(problem).__name__ + ("" if code is None else f" {code}")
