"""Whether the model in use learned from people who are erased by now: for night and doctor."""

import sqlalchemy as sa

from matcher.store.engine import reading
from matcher.store.erasing import erased_models
from matcher.workflows.finding import Finding, State
from matcher.workflows.night_messages import say

ENTRY = "erased-people"


def erased_in(engine: sa.Engine, version: str) -> int:
    """From how many people who are erased by now the model learned."""
    with reading(engine) as connection:
        return erased_models(connection).get(version, 0)


def erased_note(engine: sa.Engine, version: str) -> tuple[str, ...]:
    """What a night says of it; nothing where there is nothing to say."""
    count = erased_in(engine, version)
    return (say("erased", version=version, count=count),) if count else ()


def erased_finding(engine: sa.Engine, version: str) -> tuple[Finding, ...]:
    """What `doctor` says of it; nothing where there is nothing to say."""
    count = erased_in(engine, version)
    if not count:
        return ()
    text = (
        f"The model in use, {version}, was learned when {count} people were in the store who are"
        " erased by now. It holds no row of theirs. Run `jobbsmak train`: the next model learns"
        " without them."
    )
    return (Finding("model", State.NOTE, text, ENTRY),)
