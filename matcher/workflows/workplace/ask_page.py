"""Use case: what an adviser sees of asking an employer about a placement: profile, history, yes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Opening
from matcher.domain.participants import Experience, Participant, Wish, in_programme
from matcher.domain.placements import Placement
from matcher.domain.requests import Consent, Request
from matcher.store import tables as t
from matcher.store.consents import ConsentLink, latest_consent, read_consent_links
from matcher.store.engine import reading
from matcher.store.readers import (
    read_all,
    read_experiences,
    read_kept_placement,
    read_openings,
    read_participant,
    read_participants_of_office,
    read_wishes,
)
from matcher.store.requests import RequestLink, read_request_links, read_requests_of
from matcher.workflows.program import Program
from matcher.workflows.workplace.ask_employer import may_ask
from matcher.workflows.workplace.profile import (
    Facts,
    Profile,
    make_profile,
    points_at_somebody,
    whom_it_fits,
)
from matcher.workflows.workplace.reply_rate import Rate, reply_rate
from matcher.workflows.workplace.request_dates import first_answer_by, last_answer_day
from matcher.workflows.workplace.request_mails import read_addresses


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands between a placement and its employer: requests (newest first) and the consent.

    ``link`` is the one for the adviser to send; ``consent_link`` that of the participant.
    """

    placement: Placement
    participant: Participant
    opening: Opening
    employer: Employer
    requests: tuple[Request, ...]
    may_ask: bool
    link: RequestLink | None
    consent: Consent | None
    consent_link: ConsentLink | None

    @property
    def latest(self) -> Request | None:
        """The request that counts; None where nobody asked."""
        return self.requests[0] if self.requests else None


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form with everything filled in; ``fits`` is how many the profile fits at the office."""

    asking: Asking
    profile: Profile
    lang: str
    fits: int
    points: bool
    answer_by: date
    last_day: date
    addresses: tuple[str, ...]
    rate: Rate


def asking_of(engine: sa.Engine, viewer: Viewer, placement_id: str, *, today: date) -> Asking:
    """The part of a placement's page; NotFound where ``viewer`` may not see the placement."""
    with reading(engine) as connection:
        return _asking(connection, viewer, placement_id, today)


def ask_form(
    program: Program,
    viewer: Viewer,
    placement_id: str,
    *,
    today: date,
    lang: str | None = None,
) -> AskForm:
    """The form, with a profile in ``lang`` (where it is None, in the one that they read there)."""
    with reading(program.engine) as connection:
        asking = _asking(connection, viewer, placement_id, today)
        addresses = read_addresses(connection, asking.employer)
        facts = _facts(program, connection, viewer, asking)
        rate = reply_rate(connection, asking.employer.employer_id, today)
        english = bool(addresses) and set(addresses.values()) == {"en"}
        read_in = lang or ("en" if english else "nb")
        profile = make_profile(facts, read_in)
        fits = _fits(connection, viewer, asking.participant, profile, today)
    return AskForm(
        asking=asking,
        profile=profile,
        lang=read_in,
        fits=fits,
        points=points_at_somebody(fits),
        answer_by=first_answer_by(asking.placement, today),
        last_day=last_answer_day(asking.placement, today),
        addresses=tuple(addresses),
        rate=rate,
    )


def _asking(connection: sa.Connection, viewer: Viewer, placement_id: str, today: date) -> Asking:
    placement = read_kept_placement(connection, viewer, placement_id).placement
    participant = read_participant(connection, viewer, placement.participant_id)
    (opening,) = read_openings(connection, t.openings.c.opening_id == placement.opening_id)
    (employer,) = read_all(connection, Employer, t.employers.c.employer_id == opening.employer_id)
    found = read_requests_of(connection, placement_id)
    links = read_request_links(connection, found[0].id) if found else ()
    consent = latest_consent(connection, placement.participant_id, placement.opening_id)
    asked = read_consent_links(connection, (consent.id,)) if consent else ()
    return Asking(
        placement=placement,
        participant=participant,
        opening=opening,
        employer=employer,
        requests=found,
        may_ask=may_ask(placement, found, today),
        link=next((link for link in links if link.email is None and link.holds(today)), None),
        consent=consent,
        consent_link=next((link for link in asked if link.holds(today)), None),
    )


def _facts(program: Program, connection: sa.Connection, viewer: Viewer, asking: Asking) -> Facts:
    participant_id = asking.participant.participant_id
    wishes = read_wishes(connection, viewer, participant_id)
    return Facts(
        participant=asking.participant,
        wishes=tuple(code for wish in wishes if (code := _occupation(program, wish)) is not None),
        experiences=read_experiences(connection, viewer, participant_id),
        opening=asking.opening,
        placement=asking.placement,
    )


def _occupation(program: Program, wish: Wish) -> str | None:
    if wish.occupation is not None:
        return wish.occupation
    found = program.resolve(wish.text)
    return found[0].code if found else None


def _fits(
    connection: sa.Connection, viewer: Viewer, person: Participant, profile: Profile, today: date
) -> int:
    """Whom of the office's people in the programme the profile fits, this person included."""
    everybody = read_participants_of_office(connection, viewer, person.office_id)
    others = [
        each for each in everybody
        if in_programme(each, today) and each.participant_id != person.participant_id
    ]  # fmt: skip
    here = sa.select(t.participants.c.participant_id).where(
        t.participants.c.office_id == person.office_id
    )
    wishes: dict[str, list[str]] = defaultdict(list)
    for wish in read_all(connection, Wish, t.wishes.c.participant_id.in_(here)):
        if wish.occupation is not None:
            wishes[wish.participant_id].append(wish.occupation)
    done: dict[str, list[Experience]] = defaultdict(list)
    for each in read_all(connection, Experience, t.experiences.c.participant_id.in_(here)):
        done[each.participant_id].append(each)
    return 1 + whom_it_fits(profile.told, others, wishes, done)
