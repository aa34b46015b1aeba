"""Guessing a password: how fast, counted on both databases with a clock that the test moves."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.errors import JobbsmakError
from matcher.store.engine import reading
from matcher.store.trust_tables import sign_in_attempts
from matcher.workflows import sign_in as sign_in_workflow
from matcher.workflows.sign_in import sign_in
from matcher.workflows.throttle import Attempt, TooManyAttempts, claim_attempt
from tests.integration.web_start import KARI, PASSWORD, add_accounts

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
# What is said in SECURITY.md and in the module.
GUESSES_A_DAY_FOR_A_NAME = 56
GUESSES_AN_HOUR_FROM_AN_ADDRESS = 50


@pytest.fixture
def people(filled: sa.Engine) -> sa.Engine:
    add_accounts(filled, KARI)
    return filled


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared as they are: what is counted here is how often."""
    monkeypatch.setattr(sign_in_workflow, "_matches", lambda _hash, typed: typed == PASSWORD)


def attempt(password="feil", *, name="kari", address="192.0.2.1", browser=None) -> Attempt:
    return Attempt(name, password, address, browser, "k" * 32)


def greedy_guesses(engine, start, length, attempt_number) -> list[datetime]:
    """When somebody who always tries again at the first moment allowed was heard."""
    now, heard = start, []
    while now < start + length:
        try:
            assert sign_in(engine, attempt_number(len(heard)), now) is None
            heard.append(now)
        except TooManyAttempts as refused:
            now = refused.until
    return heard


def test_a_stranger_gets_56_guesses_a_day_for_a_name_from_all_addresses_together(people, quick):
    def from_everywhere(number: int) -> Attempt:
        return attempt(address=f"192.0.2.{number}")

    heard = greedy_guesses(people, NOON, 2 * DAY, from_everywhere)
    most = max(sum(first <= each < first + DAY for each in heard) for first in heard)
    assert most == sum(each < NOON + DAY for each in heard) == GUESSES_A_DAY_FOR_A_NAME


def test_the_figure_follows_from_the_rules():
    minutes, guesses, waits = 0, 5, [1, 2, 4, 8, 16]
    while minutes + (wait := waits[0] if waits else 30) < 24 * 60:
        minutes, guesses, waits = minutes + wait, guesses + 1, waits[1:]
    assert guesses == GUESSES_A_DAY_FOR_A_NAME


def test_an_address_gets_fifty_guesses_an_hour_whatever_names_it_tries(people, quick):
    hours = timedelta(hours=3)
    heard = greedy_guesses(people, NOON, hours, lambda number: attempt(name=f"name {number}"))
    assert len(heard) == 3 * GUESSES_AN_HOUR_FROM_AN_ADDRESS
    assert heard[49] < NOON + timedelta(minutes=1) and heard[50] == NOON + timedelta(hours=1)


def test_whoever_types_right_after_the_wait_gets_in(people, quick):
    for _ in range(5):
        sign_in(people, attempt(), NOON)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in(people, attempt(PASSWORD), NOON + timedelta(seconds=59))
    assert refused.value.until == NOON + timedelta(minutes=1)
    assert sign_in(people, attempt(PASSWORD), refused.value.until).account.name == "kari"


def test_what_is_tried_during_a_wait_does_not_make_it_longer(people, quick):
    for _ in range(5):
        sign_in(people, attempt(), NOON)
    for second in range(50):
        with pytest.raises(TooManyAttempts):
            sign_in(people, attempt(), NOON + timedelta(seconds=second))
    assert sign_in(people, attempt(PASSWORD), NOON + timedelta(minutes=1))


def test_a_stranger_who_guesses_on_and_on_never_locks_out_the_person(people, quick):
    browser = sign_in(people, attempt(PASSWORD, address="198.51.100.7"), NOON).browser
    now = NOON
    for _ in range(60):
        now += timedelta(minutes=30)
        sign_in(people, attempt(), now)
        with pytest.raises(TooManyAttempts):
            for _ in range(6):
                sign_in(people, attempt(), now)
        assert sign_in(people, attempt(PASSWORD, browser=browser), now)


def test_somebody_who_uses_up_the_offices_address_does_not_lock_out_the_colleagues(people, quick):
    browser = sign_in(people, attempt(PASSWORD), NOON).browser
    for number in range(50):
        sign_in(people, attempt(name=f"name {number}"), NOON)
    with pytest.raises(TooManyAttempts):
        sign_in(people, attempt(PASSWORD), NOON)
    assert sign_in(people, attempt(PASSWORD, browser=browser), NOON)


def test_guessing_in_the_persons_own_browser_is_slowed_too(people, quick):
    browser = sign_in(people, attempt(PASSWORD), NOON).browser
    heard = greedy_guesses(people, NOON, DAY, lambda _number: attempt(browser=browser))
    assert len(heard) == GUESSES_A_DAY_FOR_A_NAME


def test_a_right_password_in_a_known_browser_forgets_what_was_mistyped_there(people, quick):
    browser = sign_in(people, attempt(PASSWORD), NOON).browser
    for _ in range(3):
        for _ in range(4):
            sign_in(people, attempt(browser=browser), NOON)
        assert sign_in(people, attempt(PASSWORD, browser=browser), NOON)


def test_a_mark_of_one_name_is_worth_nothing_for_another(people, quick):
    browser = sign_in(people, attempt(PASSWORD), NOON).browser
    for _ in range(5):
        sign_in(people, attempt(name="nils", browser=browser), NOON)
    with pytest.raises(TooManyAttempts):
        sign_in(people, attempt(name="nils", browser=browser), NOON)


def test_an_unknown_name_waits_as_a_known_one_does(people, quick):
    waits = []
    for name in ("kari", "nobody"):
        for _ in range(5):
            assert sign_in(people, attempt(name=name), NOON) is None
        with pytest.raises(TooManyAttempts) as refused:
            sign_in(people, attempt(name=name), NOON)
        waits.append((str(refused.value), refused.value.until))
    assert waits[0] == waits[1]


def test_the_network_of_an_ipv6_subscriber_is_one_address(people, quick):
    for number in range(50):
        sign_in(people, attempt(name=f"name {number}", address=f"2001:db8::{number:x}"), NOON)
    with pytest.raises(TooManyAttempts):
        sign_in(people, attempt(name="another", address="2001:db8::ffff:1"), NOON)
    assert sign_in(people, attempt(name="another", address="2001:db8:1::1"), NOON) is None


def test_many_guesses_at_once_are_not_one(people):
    refused, heard = [], []

    def guess() -> None:
        try:
            heard.append(claim_attempt(people, attempt(), NOON))
        except TooManyAttempts as wait:
            refused.append(wait)
        except JobbsmakError as busy:
            refused.append(busy)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 5 and len(refused) == 15


def test_the_store_holds_no_name_no_address_and_no_password(people, quick):
    sign_in(people, attempt("typed by mistake", name="hunter2"), NOON)
    with reading(people) as connection:
        (row,) = connection.execute(sa.select(sign_in_attempts))
    assert not any(word in str(row) for word in ("hunter2", "192.0.2.1", "typed"))


def test_attempts_that_no_rule_counts_are_forgotten(people, quick):
    for _ in range(3):
        sign_in(people, attempt(), NOON)
    sign_in(people, attempt(PASSWORD), NOON + DAY + timedelta(minutes=1))
    with reading(people) as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(sign_in_attempts))
        assert kept.scalar() == 1
