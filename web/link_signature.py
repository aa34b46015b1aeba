"""The signature on a link that is sent to somebody without an account.

Only the id of the link travels, never whom or what it is about.
"""

import hashlib
import hmac

from flask import current_app, url_for
from itsdangerous import BadSignature, Signer


def address_of(link_id: str) -> str:
    """The whole address to send."""
    return url_for("report_link.show", token=token_of(link_id), _external=True)


def token_of(link_id: str) -> str:
    """What stands in the address: the id and our signature."""
    return _signer().sign(link_id).decode("ascii")


def link_id_of(token: str) -> str | None:
    """The id in a token that we signed; None for every other text."""
    try:
        link_id = _signer().unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        return None
    # Base64 has letters whose last bits say nothing; only our own spelling is ours.
    same = hmac.compare_digest(token_of(link_id).encode(), token.encode())
    return link_id if same else None


def _signer() -> Signer:
    secret = current_app.config["SECRET_KEY"]
    return Signer(secret, salt="report link", digest_method=hashlib.sha256)
