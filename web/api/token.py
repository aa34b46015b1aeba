"""What a token is, told to whoever holds it."""

from datetime import date
from enum import StrEnum

from matcher.domain.api import Scope
from matcher.workflows.api_tokens import allows
from web.api.fields import Told
from web.api.operations import Answer, Call, Operation


class TokenKind(StrEnum):
    """Whose token it is."""

    OFFICE = "office"
    EMPLOYER = "employer"


class TokenDocument(Told):
    """The token that was sent: whose it is, what it may do, and its last day."""

    name: str
    kind: TokenKind
    office_id: str | None
    employer_id: str | None
    scopes: list[Scope]
    expires_on: date


def _get(call: Call) -> Answer:
    token = call.token
    told = TokenDocument(
        name=token.name,
        kind=TokenKind.OFFICE if token.employer_id is None else TokenKind.EMPLOYER,
        office_id=token.office_id,
        employer_id=token.employer_id,
        scopes=[scope for scope in token.scopes if allows(token, scope)],
        expires_on=token.expires_on,
    )
    return Answer(told.model_dump(mode="json"))


OPERATIONS = (
    Operation(
        "readToken", "GET", "/token", "Read one's own token", "Token", None, TokenDocument, _get,
        more="Any token may; a good first request.",
    ),
)  # fmt: skip
