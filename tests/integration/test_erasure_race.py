"""What is written about a person in the instant of an erasure is gone too, on both databases."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import Conflict, NotFound
from matcher.store.audit_chain import verify_chain
from matcher.store.columns import METADATA
from matcher.store.day_marks import DayMark, set_mark
from matcher.store.day_tables import day_marks, week_activities
from matcher.store.engine import appending, open_store, reading, writing, writing_alone
from matcher.store.erasing import count_rows, remove_people
from matcher.store.personal_data import FREE_TEXT
from matcher.workflows import day_marking
from matcher.workflows.erase import erase
from tests.integration.rights_store import NAME, PERSON, ROWS, TODAY, fill

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
KARI = Viewer("kari", Role.ADVISER, "N1")
A_MOMENT = 0.3
FACT = f"fact:{PERSON}:hours"


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    fill(engine)
    return engine


@pytest.fixture
def other(full: sa.Engine) -> Iterator[sa.Engine]:
    """The same store, as another process sees it."""
    opened = open_store(full.url.render_as_string(hide_password=False))
    yield opened
    opened.dispose()


def mark(connection: sa.Connection) -> None:
    set_mark(connection, "kari", DayMark(FACT, TODAY))


def plan_a_week(connection: sa.Connection) -> None:
    values = {**ROWS["week_activities"][0], "id": 4711, "participant_id": PERSON}
    connection.execute(week_activities.insert().values(values))


def tell_of(connection: sa.Connection) -> None:
    table = METADATA.tables["employer_contacts"]
    assert connection.execute(table.update().values(note=f"Snakket om {NAME}")).rowcount


@pytest.mark.parametrize("write", [mark, plan_a_week, tell_of])
def test_who_writes_before_an_erasure_is_waited_for_and_nothing_of_it_stays(full, other, write):
    with appending(other) as connection:
        write(connection)
        erasure = threading.Thread(target=erase, args=(full, OPERATOR, PERSON), kwargs={"now": NOW})
        erasure.start()
        time.sleep(A_MOMENT)
        assert erasure.is_alive(), "it waits"
    erasure.join(30)
    assert_nothing_of(full)


@pytest.mark.parametrize("write", [mark, plan_a_week])
def test_who_writes_during_an_erasure_waits_and_finds_the_person_gone(full, other, write):
    done = meanwhile(full, lambda: attempt(other, write))
    assert done == [Conflict] if write is plan_a_week else done == [None]
    if write is mark:  # it refers to nobody: whoever sets one asks first, see below
        with appending(full) as connection:
            connection.execute(day_marks.delete())
    assert_nothing_of(full)


def test_a_person_erased_between_the_look_and_the_mark_is_not_marked(full, monkeypatch):
    stands = day_marking._stands

    def then_erased(*asked: object) -> bool:
        found = stands(*asked)
        erase(full, OPERATOR, PERSON, now=NOW)
        return found

    monkeypatch.setattr(day_marking, "_stands", then_erased)
    with pytest.raises(NotFound):
        day_marking.put_off(full, KARI, FACT, str(date(2026, 9, 8)), today=TODAY)
    assert_nothing_of(full)


def test_people_are_removed_only_where_nobody_else_writes(full):
    with pytest.raises(RuntimeError, match="writing_alone"), writing(full) as connection:
        remove_people(connection, [PERSON], OPERATOR, NOW)


def attempt(engine: sa.Engine, write: Callable[[sa.Connection], None]) -> type | None:
    try:
        with appending(engine) as connection:
            write(connection)
    except Conflict:
        return Conflict
    return None


def meanwhile(engine: sa.Engine, work: Callable[[], type | None]) -> list[type | None]:
    """What came of ``work``, begun when the person is removed and the removal not yet kept."""
    done: list[type | None] = []
    thread = threading.Thread(target=lambda: done.append(work()))
    with writing_alone(engine) as connection:
        remove_people(connection, [PERSON], OPERATOR, NOW)
        thread.start()
        time.sleep(A_MOMENT)
        assert not done, "it waits"
    thread.join(30)
    return done


def assert_nothing_of(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        assert count_rows(connection, [PERSON]) == {}
        for name, columns in FREE_TEXT.items():
            table = METADATA.tables[name]
            texts = connection.execute(sa.select(*(table.c[each] for each in columns))).all()
            assert NAME not in str(texts), name
        assert verify_chain(connection).problem is None
