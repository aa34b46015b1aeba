"""Use case: hand over the mails that are due, each once, and keep how it went.

Tried again after 1, 5, 15 and 60 minutes and then every three hours, for as long as it takes. What
was cut off while the server had it is never sent again by the program: a person decides.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from matcher.domain.mails import MailState
from matcher.store.engine import appending, reading
from matcher.store.mails import (
    QueuedMail,
    anything_to_do,
    cancel_mails,
    claim_next,
    note_end,
    note_sending,
    settle_the_dead,
)
from matcher.workflows.links import Links
from matcher.workflows.mail_server import (
    Later,
    MailServer,
    Refused,
    Uncertain,
    hand_over,
    is_address,
    message_of,
)

# A link to sign in that waited longer opens nothing any more.
SIGN_IN, SIGN_IN_HOLDS = "sign_in:", timedelta(minutes=30)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))


@dataclass(frozen=True, slots=True)
class Post:
    """Who sends: the store, the server, the links, and a name no other process has."""

    engine: sa.Engine
    server: MailServer
    links: Links
    claimed_by: str
    clock: Callable[[], datetime]


def send_due(post: Post, most: int | None = None) -> Counter[MailState]:
    """Hand over what is due, at most ``most``; how many ended in each state (queued: later)."""
    done: Counter[MailState] = Counter()
    with reading(post.engine) as connection:
        if not anything_to_do(connection, post.clock()):
            return done
    with appending(post.engine) as connection:
        done[MailState.UNCERTAIN] += settle_the_dead(connection, post.clock())
        done[MailState.CANCELLED] += cancel_mails(
            connection, SIGN_IN, made_before=post.clock() - SIGN_IN_HOLDS
        )
    while most is None or done.total() < most:
        with appending(post.engine) as connection:
            taken = claim_next(connection, post.claimed_by, post.clock())
        if taken is None:
            break
        done[_send(post, taken)] += 1
    return +done


def _send(post: Post, taken: QueuedMail) -> MailState:
    """Try one mail, and keep how it ended; answers the state that it has now."""
    state, error = _try(post, taken)
    now = post.clock()
    again = now + WAITS[min(taken.attempts, len(WAITS) - 1)] if state is MailState.QUEUED else None
    with appending(post.engine) as connection:
        note_end(connection, taken.id, post.claimed_by, state, now, error=error,
                 next_try_at=again)  # fmt: skip
    return state


def _try(post: Post, taken: QueuedMail) -> tuple[MailState, str | None]:
    if not is_address(taken.mail.to_address):
        return MailState.REFUSED, "not an address"
    body = post.links.in_text(taken.mail.body)
    message = message_of(taken, body, post.server.sender)

    def take() -> bool:
        with appending(post.engine) as connection:
            return note_sending(connection, taken.id, post.claimed_by, post.clock())

    try:
        hand_over(post.server, message, take)
    except Later as later:
        return MailState.QUEUED, str(later)
    except Refused as refused:
        return MailState.REFUSED, str(refused)
    except Uncertain as cut_off:
        return MailState.UNCERTAIN, str(cut_off)
    return MailState.SENT, None
