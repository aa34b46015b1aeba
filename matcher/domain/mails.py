"""Mail: what is sent to whom, and how far it came."""

from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a signed link opens for somebody who has not signed in."""

    REPORT = "report"
    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    ANSWER = "answer"
    CONSENT = "consent"


class MailState(StrEnum):
    """How far a mail came.

    ``queued`` waits for a server, or where none is set up for somebody to copy it; ``sending`` is
    being handed over; ``uncertain`` was being handed over when the program or the server died, and
    a person decides; ``copied`` was sent by hand; ``refused`` will never be taken.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    COPIED = "copied"
    REFUSED = "refused"
    CANCELLED = "cancelled"


# Nothing more is done about these; a refused one waits for somebody to see why.
ENDED = (MailState.SENT, MailState.COPIED, MailState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to queue; ``subject_key`` says what it is about, and the same is never sent twice.

    Links stand in ``body`` as ``link_mark`` writes them, and are signed when the mail goes out.
    """

    subject_key: str
    to_address: str
    subject: str
    body: str
    made_by: str
    language: str = "nb"
    office_id: str | None = None
    employer_id: str | None = None
    participant_id: str | None = None


def link_mark(kind: LinkKind, link_id: str) -> str:
    """The place of a link in a mail's text.

    >>> link_mark(LinkKind.ANSWER, "abc")
    '[[answer:abc]]'
    """
    return f"[[{kind}:{link_id}]]"
