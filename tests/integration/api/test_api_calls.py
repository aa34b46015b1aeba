"""Writes once and calls a minute, where many come at the same instant; on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.api import Scope
from matcher.domain.errors import Conflict
from matcher.workflows.api_calls import GIVEN_UP, CallCounter, InFlight, KeyUsed, TooManyCalls, once
from matcher.workflows.api_tokens import make_token
from tests.integration.at_once import at_once
from tests.integration.web_start import TODAY

NOW = datetime(2025, 9, 1, 12, 0, 30, tzinfo=UTC)
MANY = 6


@pytest.fixture
def token_id(filled: sa.Engine) -> str:
    made = make_token(
        filled, name="x", scopes=[Scope.OPENINGS_READ], employer_id="E1", made_by="x", today=TODAY
    )
    return made.token.id


def test_of_many_at_the_same_instant_one_does_the_work(filled, token_id):
    done: list[int] = []

    def work() -> tuple[int, object]:
        done.append(1)
        return 201, {"number": len(done)}

    def send() -> object:
        try:
            return once(filled, token_id, "key", b"same", work, NOW)[1]
        except InFlight:
            return None

    answers = [each for each in at_once(*[send] * MANY) if each is not None]
    assert (len(done), answers) == (1, [{"number": 1}] * len(answers))
    assert once(filled, token_id, "key", b"same", work, NOW) == (201, {"number": 1}, True)


def test_a_key_stands_for_one_request_and_is_free_after_a_failure(filled, token_id):
    def fails() -> tuple[int, object]:
        raise Conflict("no")

    with pytest.raises(Conflict):
        once(filled, token_id, "key", b"one", fails, NOW)
    assert once(filled, token_id, "key", b"two", lambda: (200, 1), NOW) == (200, 1, False)
    with pytest.raises(KeyUsed):
        once(filled, token_id, "key", b"one", lambda: (200, 2), NOW)


def test_a_key_whose_process_died_is_taken_over_by_one(filled, token_id):
    def dies() -> tuple[int, object]:
        with pytest.raises(InFlight):  # meanwhile the same one waits
            once(filled, token_id, "key", b"one", lambda: (200, 0), NOW)
        later = NOW + GIVEN_UP
        return once(filled, token_id, "key", b"one", lambda: (200, 7), later)[:2]

    assert once(filled, token_id, "key", b"one", dies, NOW)[1] == 7


def test_the_limit_holds_over_all_processes(filled, token_id):
    processes = [CallCounter(filled, limit=50) for _ in range(3)]

    def answered(counter: CallCounter) -> Iterator[int]:
        for _ in range(40):
            try:
                counter.count(token_id, NOW)
                yield 1
            except TooManyCalls as refused:
                assert (refused.allowance.remaining, refused.allowance.seconds) == (0, 30)

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(lambda each: sum(answered(each)), processes))
    # At most so many; a handful that one process took may be left.
    assert 40 <= sum(counts) <= 50
    assert processes[0].count(token_id, NOW + timedelta(minutes=1)).remaining == 49
