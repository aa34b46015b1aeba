"""The trail: whom somebody saw, changed or was refused, noted where it is read.

Notes are bound to a connection and to what is being done (a page, a command);
`matcher.store.engine` brings them into the log of `matcher.store.audit`. Nothing here touches the
store.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from matcher.domain.access import Viewer

if TYPE_CHECKING:  # every command opens a trail, and most need no store
    import sqlalchemy as sa

# The execution option of a connection under which its notes stand.
NOTES = "jobbsmak_notes"
# Whatever reads people without saying for which page or command.
UNNAMED = "unnamed"
# Who opens a link to a form has no account.
LINK_ROLE = "link"
# Who tries to sign in under a name that no account has.
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Note:
    """That ``actor`` did ``action`` with somebody (None: everybody, or nobody who exists).

    ``listed`` is somebody who was among many, as on a list.
    """

    actor: str
    role: str
    office_id: str | None
    action: str
    allowed: bool
    page: str
    participant_id: str | None = None
    listed: bool = False


@dataclass
class Trail:
    """What one page or command noted, until it is kept. One thread uses it."""

    page: Callable[[], str]
    reads_as: str = "read"
    batched: bool = False
    depth: int = 0
    pending: "dict[sa.Engine, dict[Note, None]]" = field(default_factory=dict)
    kept: set[Note] = field(default_factory=set)

    def add(self, engine: "sa.Engine", notes: Iterable[Note]) -> None:
        """Let those of ``notes`` wait that are not kept already."""
        fresh = dict.fromkeys(note for note in notes if note not in self.kept)
        if fresh:
            self.pending.setdefault(engine, {}).update(fresh)

    def take(self, engine: "sa.Engine") -> list[Note]:
        """What waits for ``engine``; it waits no more."""
        return list(self.pending.pop(engine, ()))


@dataclass
class Notes:
    """What was noted on one connection, and under what name."""

    trail: Trail
    found: dict[Note, None] = field(default_factory=dict)

    def add(self, note: Note) -> None:
        """Note something once."""
        self.found[note] = None

    def as_written(self) -> list[Note]:
        """The notes of a connection that changed something: whoever was asked for was changed."""
        return [
            replace(note, action="write")
            if note.action == "read" and note.allowed and not note.listed
            else note
            for note in self.found
        ]


_current: ContextVar[Trail | None] = ContextVar("jobbsmak_trail", default=None)


@contextmanager
def open_trail(page: str | Callable[[], str], *, reads_as: str = "read") -> Iterator[Trail]:
    """Everything read inside is noted under ``page``, each person once.

    It is kept whenever a connection closes. ``reads_as`` is ``export`` where people leave the
    program as a file.
    """
    trail = named_trail(page, reads_as)
    token = _current.set(trail)
    try:
        yield trail
    finally:
        _current.reset(token)


def named_trail(page: str | Callable[[], str], reads_as: str = "read") -> Trail:
    """A trail for ``page``, which may be asked for only when it is needed."""
    if callable(page):
        return Trail(page, reads_as)
    text = page
    return Trail(lambda: text, reads_as)


@contextmanager
def notes_on() -> Iterator[Notes]:
    """The notes of one connection, in the trail that is open or one of its own."""
    trail = _current.get()
    token = None
    if trail is None:
        trail = named_trail(UNNAMED)
        token = _current.set(trail)
    notes = Notes(trail)
    trail.depth += 1
    try:
        yield notes
    finally:
        trail.depth -= 1
        if token is not None:
            _current.reset(token)


def begin_page(page: str, *, reads_as: str = "read") -> Trail:
    """The trail of one request, in which everything waits until ``engine.keep_trail``."""
    trail = named_trail(page, reads_as)
    trail.batched = True
    _current.set(trail)
    return trail


def end_page() -> None:
    """The request is over, whatever became of it."""
    _current.set(None)


def current_trail() -> Trail | None:
    """The trail that is open, or None."""
    return _current.get()


def note_sign_in(
    trail: Trail, engine: "sa.Engine", viewer: Viewer | None, *, allowed: bool = True
) -> None:
    """Somebody signed in, or tried to (``viewer`` is None where there is no such account)."""
    who = (viewer.name, viewer.role.value, viewer.office_id) if viewer else (NOBODY, NOBODY, None)
    trail.add(engine, [Note(*who, action="sign_in", allowed=allowed, page=trail.page())])


def note_account(connection: "sa.Connection", viewer: Viewer, account: str) -> None:
    """``viewer`` changed who may sign in as ``account``, which is named as actors are.

    To be called when it is done: what fails after it stands in the log all the same.
    """
    notes = _notes_of(connection)
    who = (viewer.name, viewer.role.value, viewer.office_id)
    page = f"{notes.trail.page()}: {account}"
    notes.add(Note(*who, action="sign_in", allowed=True, page=page))


def note_person(
    connection: "sa.Connection", viewer: Viewer, participant_id: str, *, allowed: bool = True
) -> None:
    """``viewer`` asked for one participant, who was shown or not."""
    _note(connection, viewer, (participant_id,), allowed=allowed)


def note_listed(
    connection: "sa.Connection", viewer: Viewer, participant_ids: Iterable[str]
) -> None:
    """``viewer`` sees these participants among others."""
    _note(connection, viewer, participant_ids, listed=True)


def note_everybody(connection: "sa.Connection", viewer: Viewer, action: str = "read") -> None:
    """``viewer`` reads, changes or takes out everybody whom they may see."""
    _note(connection, viewer, (None,), action=action)


def note_refused(connection: "sa.Connection", viewer: Viewer) -> None:
    """``viewer`` asked for an office's participants and was shown none."""
    _note(connection, viewer, (None,), allowed=False)


def note_link(
    connection: "sa.Connection", holder: str, participant_id: str | None, *, allowed: bool = True
) -> None:
    """Whoever holds a link to a form (``holder``: participant, mentor) used it."""
    notes = _notes_of(connection)
    notes.add(
        Note(holder, LINK_ROLE, None, notes.trail.reads_as, allowed, notes.trail.page(),
             participant_id)
    )  # fmt: skip


def _note(
    connection: "sa.Connection",
    viewer: Viewer,
    participant_ids: Iterable[str | None],
    *,
    action: str | None = None,
    allowed: bool = True,
    listed: bool = False,
) -> None:
    notes = _notes_of(connection)
    page = notes.trail.page()
    for participant_id in participant_ids:
        notes.add(
            Note(
                actor=viewer.name,
                role=viewer.role.value,
                office_id=viewer.office_id,
                action=action or notes.trail.reads_as,
                allowed=allowed,
                page=page,
                participant_id=participant_id,
                listed=listed,
            )
        )


def _notes_of(connection: "sa.Connection") -> Notes:
    notes: Notes | None = connection.get_execution_options().get(NOTES)
    if notes is None:
        raise RuntimeError("People are read through `reading`, `writing` or `appending` only.")
    return notes


def clock() -> datetime:
    """This moment, as the log keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
