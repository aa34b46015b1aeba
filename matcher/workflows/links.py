"""Signed links for somebody who has not signed in: in addresses, and in the texts of mails.

Only the id of a link travels, never whom or what it is about.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from itsdangerous import BadSignature, Signer

from matcher.domain.mails import LinkKind

# Each kind is signed with a salt of its own: none passes for another.
_SALTS = {
    LinkKind.REPORT: "report link",
    LinkKind.INVITATION: "invitation",
    LinkKind.SIGN_IN: "sign-in link",
    LinkKind.ANSWER: "answer link",
    LinkKind.CONSENT: "consent link",
}
PATHS = {
    LinkKind.REPORT: "/r/",
    LinkKind.INVITATION: "/invitation/",
    LinkKind.SIGN_IN: "/sign-in/link/",
    LinkKind.ANSWER: "/answer/",
    LinkKind.CONSENT: "/consent/",
}
_MARK = re.compile(rf"\[\[({'|'.join(LinkKind)}):([\w-]+)\]\]")


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links: ``secret`` signs them, ``base`` is the address of the server."""

    secret: str = field(repr=False)
    base: str = ""

    def token_of(self, link_id: str, kind: LinkKind) -> str:
        """What stands in the address: the id and our signature."""
        return self._signer(kind).sign(link_id).decode("ascii")

    def link_id_of(self, token: str, kind: LinkKind) -> str | None:
        """The id in a token that we signed for this kind of link; None for every other text."""
        try:
            link_id = self._signer(kind).unsign(token).decode("ascii")
        except (BadSignature, UnicodeError):
            return None
        # Base64 has letters whose last bits say nothing; only our own spelling is ours.
        same = hmac.compare_digest(self.token_of(link_id, kind).encode(), token.encode())
        return link_id if same else None

    def address_of(self, link_id: str, kind: LinkKind) -> str:
        """The whole address to send."""
        return self.base.rstrip("/") + PATHS[kind] + self.token_of(link_id, kind)

    def in_text(self, text: str) -> str:
        """``text`` with an address in the place of every `link_mark`.

        >>> Links("s" * 32, "https://x.no/").in_text("Svar her: [[answer:abc]]")[:28]
        'Svar her: https://x.no/answe'
        """
        return _MARK.sub(lambda mark: self.address_of(mark[2], LinkKind(mark[1])), text)

    def _signer(self, kind: LinkKind) -> Signer:
        return Signer(self.secret, salt=_SALTS[kind], digest_method=hashlib.sha256)
