"""Use case: make the store, or bring it to this version (``jobbsmak init``)."""

from sqlalchemy import Engine

from matcher.store.failures import shown_url
from matcher.store.migrate import prepare_store


def init(engine: Engine) -> str:
    """Make or update the store, which is safe to repeat; answers where it is, without a password.

    StoreTooNew or StoreProblem where that cannot be done.
    """
    prepare_store(engine)
    return shown_url(engine.url)
