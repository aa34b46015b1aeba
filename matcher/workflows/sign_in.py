"""Use case: somebody signs in with name and password; and the passwords' one-way form.

An unknown name costs as much time as a wrong password, so that nobody can try out names.
"""

import hashlib
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_account
from matcher.store.writers import set_language

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The form in which a password is kept (argon2id, with its own salt).

    >>> hash_password("hemmelig")[:10]
    '$argon2id$'
    """
    return _HASHER.hash(password)


def sign_in(engine: Engine, name: str, password: str) -> Account | None:
    """The account that name and password open, or None; StoreProblem where there is no store."""
    with reading(engine) as connection:
        account = read_account(connection, name)
    if _matches(account.password_hash if account else _nobodys_hash(), password):
        return account
    return None


def find_account(engine: Engine, name: str) -> Account | None:
    """The account of a person who signed in earlier, or None where it is gone by now."""
    with reading(engine) as connection:
        return read_account(connection, name)


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
