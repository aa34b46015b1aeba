"""The signature on a link that is sent to somebody without an account.

Only the id of the link travels, never whom or what it is about.
"""

import hashlib
import hmac

from flask import current_app, url_for
from itsdangerous import BadSignature, Signer

from matcher.domain.mails import LinkKind

# What a link opens. Each kind is signed with a salt of its own: none passes for another.
_SALTS = {
    LinkKind.REPORT: "report link",
    LinkKind.INVITATION: "invitation",
    LinkKind.SIGN_IN: "sign-in link",
    LinkKind.ANSWER: "answer link",
    LinkKind.CONSENT: "consent link",
}
_PAGES = {
    LinkKind.REPORT: "report_link.show",
    LinkKind.INVITATION: "invitation.show",
    LinkKind.SIGN_IN: "sign_in_link.show",
    LinkKind.ANSWER: "answer_link.show",
    LinkKind.CONSENT: "consent_link.show",
}


def address_of(link_id: str, kind: LinkKind = LinkKind.REPORT) -> str:
    """The whole address to send."""
    return url_for(_PAGES[kind], token=token_of(link_id, kind), _external=True)


def token_of(link_id: str, kind: LinkKind = LinkKind.REPORT) -> str:
    """What stands in the address: the id and our signature."""
    return _signer(kind).sign(link_id).decode("ascii")


def link_id_of(token: str, kind: LinkKind = LinkKind.REPORT) -> str | None:
    """The id in a token that we signed for this kind of link; None for every other text."""
    try:
        link_id = _signer(kind).unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        return None
    # Base64 has letters whose last bits say nothing; only our own spelling is ours.
    same = hmac.compare_digest(token_of(link_id, kind).encode(), token.encode())
    return link_id if same else None


def _signer(kind: LinkKind) -> Signer:
    secret = current_app.config["SECRET_KEY"]
    return Signer(secret, salt=_SALTS[kind], digest_method=hashlib.sha256)
