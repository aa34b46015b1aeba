"""What happens between the demo's advisers and its employers, done through the real use cases.

One employer has an account to try the other side with; employers were asked about some of those who
are proposed to them, and a few have answered.
"""

from collections import Counter
from datetime import UTC, date, datetime, time
from itertools import cycle

from matcher.domain.access import Role, Viewer
from matcher.domain.market import Market
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.requests import Answer, NotNow
from matcher.workflows.program import Program
from matcher.workflows.workplace.answer import Given, answer_signed_in
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_page import ask_form
from matcher.workflows.workplace.ask_rules import Ask
from matcher.workflows.workplace.consent import Said, note_said
from matcher.workflows.workplace.mentor_edit import ConfirmedBy, confirm_confidential

# What employers have answered so far, in turn; None: not yet.
_ANSWERS = (
    None,
    Given(Answer.TALK, note="Ring gjerne etter klokka 14."),
    None,
    Given(Answer.YES),
    Given(Answer.NOT_NOW, NotNow.BUSY),
)
_NOON = time(12)
_WHO = "arbeidsgiver@example.org"


def employer_of_demo(market: Market) -> str:
    """Where somebody is proposed, the employer with most people today; the first of equals."""
    employer_of = {opening.opening_id: opening.employer_id for opening in market.openings}
    asked = {employer_of[each.opening_id] for each in _proposed(market)}
    busy = Counter(
        employer_of[placement.opening_id]
        for placement in market.placements
        if placement.status is PlacementStatus.RUNNING
    )
    return min(employer_of.values(), key=lambda each: (each not in asked, -busy[each], each))


def ask_employers(program: Program, market: Market, *, today: date) -> None:
    """Ask about everybody who is proposed, and note what some answered.

    Those at the demo's own employer wait, for whoever tries that side.
    """
    now = datetime.combine(today, _NOON, UTC)
    own = employer_of_demo(market)
    boss = Viewer("", Role.EMPLOYER, employer_id=own)
    for mentor in (each for each in market.mentors if each.employer_id == own):
        confirm_confidential(
            program.engine, boss, own, mentor.mentor_id,
            by=ConfirmedBy.EMPLOYER, on=today, today=today,
        )  # fmt: skip
    employer_of = {opening.opening_id: opening.employer_id for opening in market.openings}
    advisers = {
        person.participant_id: Viewer(person.adviser or "", Role.ADVISER, person.office_id)
        for person in market.participants
    }
    for placement, given in zip(_proposed(market), cycle(_ANSWERS), strict=False):
        adviser, employer_id = advisers[placement.participant_id], employer_of[placement.opening_id]
        form = ask_form(program, adviser, placement.placement_id, today=today)
        ask = Ask(form.profile.text, today, adviser.name, form.answer_by)
        request = send_request(
            program.engine, adviser, placement.placement_id, ask, now=now, today=today
        )
        if given is not None and employer_id != own:
            theirs = Viewer(_WHO, Role.EMPLOYER, employer_id=employer_id)
            answer_signed_in(program, theirs, employer_id, request.id, given, now=now, today=today)
            if given.answer is Answer.YES:
                note_said(
                    program.engine, adviser, placement.placement_id, Said.YES, now=now, today=today
                )


def _proposed(market: Market) -> list[Placement]:
    people = {person.participant_id: person for person in market.participants}
    return [
        placement
        for placement in market.placements
        if placement.status is PlacementStatus.PROPOSED and people[placement.participant_id].adviser
    ]
