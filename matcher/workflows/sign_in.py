"""Use case: somebody signs in with name and password; and the passwords' one-way form.

An unknown name costs as much time as a wrong password, so that nobody can try out names. How
fast passwords may be tried is said in `matcher.workflows.throttle`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from matcher.store.accounts import read_account, read_open_account
from matcher.store.engine import reading, writing
from matcher.store.readers import Account
from matcher.store.writers import set_language
from matcher.workflows.throttle import Attempt, claim_attempt, settle_attempt

_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose name and password these were, and the mark by which the browser is known from now."""

    account: Account
    browser: str


def hash_password(password: str) -> str:
    """The form in which a password is kept (argon2id, with its own salt).

    >>> hash_password("hemmelig")[:10]
    '$argon2id$'
    """
    return _HASHER.hash(password)


def unknowable_hash() -> str:
    """The hash of a password that nobody knows: such an account opens by a link, or elsewhere."""
    return hash_password(secrets.token_urlsafe(32))


def sign_in_name(engine: Engine, typed: str) -> str:
    """The name as the account has it: an e-mail address may be typed in capitals."""
    if "@" not in typed:
        return typed
    with reading(engine) as connection:
        return typed if read_account(connection, typed) else typed.casefold()


def sign_in(engine: Engine, attempt: Attempt, now: datetime) -> SignedIn | None:
    """The account that name and password open, or None.

    TooManyAttempts where nobody looks at the password yet; StoreProblem where there is no store.
    """
    number = claim_attempt(engine, attempt, now)
    with reading(engine) as connection:
        account = read_open_account(connection, attempt.name)
    right = _matches(account.password_hash if account else _nobodys_hash(), attempt.password)
    if account is None or not right:
        return None
    browser = attempt.browser or secrets.token_urlsafe(16)
    settle_attempt(engine, attempt, number, browser, now)
    return SignedIn(account, browser)


def choose_language(engine: Engine, name: str, language: str) -> None:
    """Remember the language in which an account reads the pages."""
    with writing(engine) as connection:
        set_language(connection, name, language)


def password_mark(account: Account) -> str:
    """A mark that changes with the password, so that old sessions end when it is changed."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    # Its password is not known to anybody, and starts with a character no form can send.
    return hash_password("\0" + hashlib.sha256(_HASHER.hash("nobody").encode()).hexdigest())
