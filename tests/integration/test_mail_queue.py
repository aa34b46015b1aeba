"""The queue of mails against a real server: every mail goes out once, whatever breaks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.mails import LinkKind, Mail, MailState, link_mark
from matcher.store.employer_tables import mails
from matcher.store.engine import appending, reading
from matcher.store.mails import (
    CLAIM_HOLDS,
    cancel_mails,
    claim_next,
    count_by_state,
    note_sending,
    queue_mail,
    read_waiting,
)
from matcher.workflows.links import Links
from matcher.workflows.mail_send import Post, send_due
from matcher.workflows.mail_server import MailServer
from tests.integration.free_port import free_port
from tests.integration.mail_server import mail_server

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
LINKS = Links("only for this test, and long enough", "https://jobbsmak.example/")
HELLO = Mail("request:R1:asked", "sjef@example.org", "Hei – ny forespørsel", "Svar: ", "kari")


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def post_to(engine: sa.Engine, port: int, clock: Clock, name: str = "one") -> Post:
    return Post(engine, MailServer("127.0.0.1", port, "Oss <oss@example.org>"), LINKS, name, clock)


def queue(engine: sa.Engine, *some: Mail) -> list[bool]:
    with appending(engine) as connection:
        return [queue_mail(connection, mail, NOON) for mail in some]


def states(engine: sa.Engine) -> dict[MailState, int]:
    with reading(engine) as connection:
        return count_by_state(connection)


def test_a_mail_goes_out_once_with_its_link_signed(filled, clock):
    text = f"Svar her: {link_mark(LinkKind.ANSWER, 'abc')}"
    assert queue(filled, replace(HELLO, body=text), replace(HELLO, body="again")) == [True, False]
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock)) == {MailState.SENT: 1}
        assert send_due(post_to(filled, box.port, clock)) == {}
    (got,) = box.mails
    assert got["Subject"] == "Hei – ny forespørsel"
    assert got["To"] == "sjef@example.org"
    assert LINKS.address_of("abc", LinkKind.ANSWER) in got.get_content()
    assert states(filled) == {MailState.SENT: 1}


def test_a_server_that_is_down_for_a_day_loses_nothing_and_gets_each_mail_once(filled, clock):
    queue(filled, *(replace(HELLO, subject_key=f"k{n}") for n in range(3)))
    port = free_port()
    while clock.now < NOON + timedelta(days=1):
        assert MailState.SENT not in send_due(post_to(filled, port, clock))
        clock.now += timedelta(minutes=20)
    with reading(filled) as connection:
        tries = [each.attempts for each in read_waiting(connection)]
    assert tries == [12, 12, 12]  # at once, after 1, 5, 15 and 60 minutes, then every three hours
    clock.now += timedelta(hours=3)
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock)) == {MailState.SENT: 3}
    assert len({mail["Message-ID"] for mail in box.mails}) == len(box.mails) == 3


@pytest.mark.parametrize(
    ("asked", "answer", "state"),
    [
        ("rcpt_answers", "450 later", MailState.QUEUED),
        ("rcpt_answers", "550 nobody here", MailState.REFUSED),
        ("data_answers", "451 later", MailState.QUEUED),
        ("data_answers", "554 no", MailState.REFUSED),
        ("data_answers", "keep and break off", MailState.UNCERTAIN),
    ],
)  # fmt: skip
def test_what_the_server_says_decides_whether_it_is_tried_again(
    filled, clock, asked, answer, state
):
    queue(filled, HELLO)
    with mail_server(**{asked: [answer]}) as box:
        assert send_due(post_to(filled, box.port, clock)) == {state: 1}
        clock.now += timedelta(hours=4)
        again = send_due(post_to(filled, box.port, clock))
    assert again == ({MailState.SENT: 1} if state is MailState.QUEUED else {})
    kept = state is MailState.UNCERTAIN or state is MailState.QUEUED
    assert len(box.mails) == int(kept)


def test_a_process_that_died_with_a_mail_in_its_hands_leaves_it_to_a_person(filled, clock):
    queue(filled, HELLO)
    with appending(filled) as connection:
        taken = claim_next(connection, "dead", NOON)
        assert taken is not None
        assert note_sending(connection, taken.id, "dead", NOON)
    clock.now += CLAIM_HOLDS
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock)) == {MailState.UNCERTAIN: 1}
        assert send_due(post_to(filled, box.port, clock)) == {}
    assert box.mails == []


def test_a_process_that_died_before_lets_another_take_over_and_comes_too_late_itself(filled, clock):
    queue(filled, HELLO)
    with appending(filled) as connection:
        taken = claim_next(connection, "slow", NOON)
        assert taken is not None
        assert claim_next(connection, "two", NOON) is None
    clock.now += CLAIM_HOLDS
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock, "two")) == {MailState.SENT: 1}
    with appending(filled) as connection:
        assert not note_sending(connection, taken.id, "slow", clock.now)
    assert len(box.mails) == 1


def test_many_senders_at_once_send_each_mail_once(filled, clock):
    queue(filled, *(replace(HELLO, subject_key=f"k{n}") for n in range(30)))
    with mail_server() as box, ThreadPoolExecutor(4) as pool:
        posts = [post_to(filled, box.port, clock, f"sender {n}") for n in range(4)]
        done = list(pool.map(send_due, posts))
    assert sum(each[MailState.SENT] for each in done) == 30
    assert len({mail["Message-ID"] for mail in box.mails}) == len(box.mails) == 30


def test_a_bad_address_is_refused_before_the_server_is_asked(filled, clock):
    queue(filled, replace(HELLO, to_address="a@b.no\r\nBcc: c@d.no"))
    assert send_due(post_to(filled, free_port(), clock)) == {MailState.REFUSED: 1}


def test_a_subject_with_a_line_break_adds_no_header(filled, clock):
    queue(filled, replace(HELLO, subject="Hei\r\nBcc: x@example.org"))
    with mail_server() as box:
        send_due(post_to(filled, box.port, clock))
    assert box.mails[0]["Bcc"] is None


def test_what_is_taken_back_is_not_sent(filled, clock):
    queue(filled, HELLO, replace(HELLO, subject_key="request:R2:asked"))
    with appending(filled) as connection:
        assert cancel_mails(connection, "request:R1:") == 1
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock)) == {MailState.SENT: 1}
    assert states(filled) == {MailState.CANCELLED: 1, MailState.SENT: 1}


def test_a_link_to_sign_in_that_waited_too_long_is_not_sent(filled, clock):
    queue(filled, replace(HELLO, subject_key="sign_in:abc"))
    clock.now += timedelta(hours=1)
    with mail_server() as box:
        assert send_due(post_to(filled, box.port, clock)) == {MailState.CANCELLED: 1}
    assert box.mails == []


def test_a_mail_goes_with_its_change_or_not_at_all(filled):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), appending(filled) as connection:
        queue_mail(connection, HELLO, NOON)
        raise Stop
    with reading(filled) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(mails)) == 0
