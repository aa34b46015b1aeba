"""Use case: a system of an office or an employer gets a token, uses it, and loses it.

A token is 256 random bits, so its plain digest is kept: there is nothing to guess it by.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.api import OFFICE_ONLY, Scope
from matcher.domain.employers import Employer, Office
from matcher.domain.errors import BadInput, NotAllowed, NotFound
from matcher.store.api_tokens import (
    ApiToken,
    add_token,
    note_used,
    read_token,
    read_tokens,
    revoke_token,
)
from matcher.store.engine import appending, reading
from matcher.store.reading_market import read_all
from matcher.store.tables import employers, offices
from matcher.store.trail import note_account
from matcher.workflows.throttle import Attempt, claim_attempt, network_of

PREFIX = "jobbsmak_"
SECRET_BYTES = 32
ID_BYTES = 6
LONGEST_NAME = 80
MOST_DAYS = 366
ACTOR = "api:"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; ``secret`` is shown once and kept nowhere."""

    token: ApiToken
    secret: str


class WrongToken(NotAllowed):
    """No token that holds was sent."""


def make_token(
    engine: sa.Engine,
    *,
    name: str,
    scopes: Iterable[Scope],
    office_id: str | None = None,
    employer_id: str | None = None,
    days: int = 90,
    made_by: str,
    today: date,
) -> NewToken:
    """Make a token for one office or one employer.

    BadInput for a name, days or scopes that cannot be; NotFound where there is no such office or
    employer; NotAllowed for an employer's token with a scope of offices alone.
    """
    name, wanted = " ".join(name.split()), tuple(dict.fromkeys(scopes))
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput(f"A token needs a name of at most {LONGEST_NAME} characters.")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"A token lasts 1 to {MOST_DAYS} days; make a new one then.")
    if not wanted:
        raise BadInput(f"Say what the token may do: one or more of {', '.join(Scope)}.")
    if (office_id is None) == (employer_id is None):
        raise BadInput("A token belongs to one office or to one employer.")
    never = sorted(OFFICE_ONLY & set(wanted)) if employer_id is not None else []
    if never:
        raise NotAllowed(f"An employer's token never gets {', '.join(never)}.")
    made = ApiToken(
        secrets.token_hex(ID_BYTES), name, wanted, office_id, employer_id, made_by, today,
        today + timedelta(days=days),
    )  # fmt: skip
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with appending(engine) as connection:
        _refuse_unknown(connection, office_id, employer_id)
        add_token(connection, made, digest_of(secret))
        note_account(connection, OPERATOR, ACTOR + made.id)
    return NewToken(made, secret)


def list_tokens(engine: sa.Engine) -> tuple[ApiToken, ...]:
    """Every token, the newest first."""
    with reading(engine) as connection:
        return read_tokens(connection)


def end_token(engine: sa.Engine, token_id: str, *, today: date) -> None:
    """The token opens nothing from this moment; NotFound where there is none that could."""
    with appending(engine) as connection:
        if not revoke_token(connection, token_id, today):
            raise NotFound(f'There is no token "{token_id}" that could be revoked.')
        note_account(connection, OPERATOR, ACTOR + token_id)


def open_token(
    engine: sa.Engine, secret: str, *, address: str, key: str, today: date, now: datetime
) -> ApiToken:
    """The token that was sent; WrongToken where none such holds, and that is counted.

    TooManyAttempts where wrong ones were sent too often from ``address``: as passwords.
    """
    with reading(engine) as connection:
        found = read_token(connection, digest_of(secret))
    if found is None or not found.holds(today):
        # Named by the address, so that nobody's guessing slows anybody else.
        name = f"api token {network_of(address)}"
        claim_attempt(engine, Attempt(name, "", address, None, key), now)
        raise WrongToken("This token does not open anything; ask for a new one.")
    if found.used_on != today:
        with appending(engine) as connection:
            note_used(connection, found.id, today)
    return found


def viewer_of(token: ApiToken) -> Viewer:
    """On whose behalf a token reads and writes.

    >>> day = date(2026, 3, 31)
    >>> viewer_of(ApiToken("a1", "Kasse", (), None, "E1", "rot", day, day)).role.value
    'employer'
    """
    if token.employer_id is not None:
        return Viewer(ACTOR + token.id, Role.EMPLOYER, employer_id=token.employer_id)
    return Viewer(ACTOR + token.id, Role.ADVISER, token.office_id)


def allows(token: ApiToken, scope: Scope) -> bool:
    """Whether the token may do this; asked by its kind too, whatever scopes were kept for it.

    >>> day = date(2026, 3, 31)
    >>> kept = ApiToken("a1", "Kasse", tuple(Scope), None, "E1", "rot", day, day)
    >>> allows(kept, Scope.OPENINGS_READ), allows(kept, Scope.OUTCOMES_READ)
    (True, False)
    """
    return scope in token.scopes and (token.employer_id is None or scope not in OFFICE_ONLY)


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_unknown(
    connection: sa.Connection, office_id: str | None, employer_id: str | None
) -> None:
    if office_id is not None and not read_all(connection, Office, offices.c.office_id == office_id):
        raise NotFound(f'There is no office "{office_id}".')
    if employer_id is not None and not read_all(
        connection, Employer, employers.c.employer_id == employer_id
    ):
        raise NotFound(f'There is no employer "{employer_id}".')
