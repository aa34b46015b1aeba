"""Which lines a day has about requests, consents and calls: each matter once, with one step."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.domain.day_order import Kind, When, in_order, when
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import (
    PARTICIPANT,
    Answer,
    Consent,
    ConsentState,
    NotNow,
    Request,
    RequestStatus,
)
from matcher.workflows.day_lines import DayFile, day_lines
from matcher.workflows.day_requests import DayRequests
from matcher.workflows.workplace.call_requests import CallAsked

S = PlacementStatus
TODAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PERSON = Participant("P1", "N1", "kari")
PROPOSED = Placement(
    "L1", "P1", "O1", Purpose.TASTE, S.PROPOSED, "M1", TODAY + 7 * DAY, TODAY + 14 * DAY,
    proposed_on=TODAY - 2 * DAY,
)  # fmt: skip
SENT = Request(
    "R1", "L1", RequestStatus.SENT, "Vil prøve.", TODAY, "kari", NOON, "kari", TODAY + 7 * DAY,
    sent_at=NOON,
)  # fmt: skip
CONSENT = Consent(
    "C1", "P1", "O1", ConsentState.ASKED, NOON, "kari", TODAY + 3 * DAY, TODAY + 30 * DAY
)


def answered(answer: Answer, **more: object) -> Request:
    return replace(
        SENT, status=RequestStatus.ANSWERED, answer=answer, answered_at=NOON, **more
    )  # fmt: skip


def day(requests: DayRequests, *placements: Placement, today: date = TODAY):
    file = DayFile(
        today=today, people={"P1": PERSON}, placements=placements, outcomes=(), followed=(),
        gaps=(), requests=requests,
    )  # fmt: skip
    return in_order(day_lines(file), today)


def kinds(*args: object, **more: object) -> list[Kind]:
    return [line.kind for line in day(*args, **more)]


def test_talk_first_takes_the_place_of_the_proposal_that_waits():
    asked = DayRequests(answers=((answered(Answer.TALK), PROPOSED),))
    assert kinds(asked, PROPOSED) == [Kind.TALK]
    assert kinds(DayRequests(), PROPOSED) == [Kind.PROPOSAL]


def test_talk_first_is_over_when_the_proposal_lapsed_or_was_decided():
    asked = DayRequests(answers=((answered(Answer.TALK), PROPOSED),))
    assert kinds(asked, PROPOSED, today=TODAY + 13 * DAY) == []
    agreed = replace(PROPOSED, status=S.ACCEPTED)
    assert kinds(DayRequests(answers=((answered(Answer.TALK), agreed),)), agreed) == []


@pytest.mark.parametrize(
    ("status", "stands"), [(S.ACCEPTED, True), (S.RUNNING, False), (S.CANCELLED, False)]
)
def test_a_yes_stands_until_the_person_begins(status, stands):
    placement = replace(PROPOSED, status=status)
    found = kinds(DayRequests(answers=((answered(Answer.YES), placement),)), placement)
    assert (Kind.ANSWER in found) is stands


def test_not_now_stands_until_there_is_another_place():
    cancelled = replace(PROPOSED, status=S.CANCELLED)
    no = DayRequests(answers=((answered(Answer.NOT_NOW, not_now=NotNow.BUSY), cancelled),))
    assert kinds(no) == [Kind.ANSWER]
    other = replace(PROPOSED, placement_id="L2", status=S.ACCEPTED)
    assert Kind.ANSWER not in kinds(no, other)


def test_a_consent_is_spoken_of_while_there_is_a_placement_that_it_is_about():
    (line,) = [x for x in day(DayRequests(consents=(CONSENT,)), PROPOSED) if x.consent]
    assert (line.key, line.by) == ("consent:L1:2026-03-07", TODAY + 3 * DAY)
    assert when(line, TODAY) is When.THIS_WEEK
    assert kinds(DayRequests(consents=(CONSENT,))) == []
    given = replace(CONSENT, state=ConsentState.GIVEN, holds_until=TODAY + DAY)
    (line,) = [x for x in day(DayRequests(consents=(given,)), PROPOSED) if x.consent]
    assert line.by == TODAY + DAY


def test_a_no_to_the_name_stands_on_the_day_on_which_it_was_said():
    refused = replace(CONSENT, state=ConsentState.REFUSED, changed_at=NOON, changed_by=PARTICIPANT)
    (line,) = [x for x in day(DayRequests(consents=(refused,)), PROPOSED) if x.consent]
    assert (line.key, when(line, TODAY)) == ("consent:L1:2026-03-04", When.TODAY)


def test_whoever_wants_to_be_rung_comes_before_what_is_as_late():
    call = CallAsked(7, "E1", "Prøvebutikken", "900", "Mia", None, TODAY)
    cancelled = replace(PROPOSED, status=S.CANCELLED)
    no = (answered(Answer.NOT_NOW), cancelled)
    assert kinds(DayRequests(answers=(no,), calls=(call,))) == [Kind.RING, Kind.ANSWER]
    assert [line.key for line in day(DayRequests(calls=(call,)))] == ["ring:7"]
