"""The lines of a day about employers who were asked, and about consents that run out; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from matcher.domain.day_order import AHEAD_DAYS, Kind
from matcher.domain.participants import Participant
from matcher.domain.placements import OPEN_STATUSES, Placement, PlacementStatus, has_lapsed
from matcher.domain.requests import Answer, Consent, ConsentState, Request
from matcher.workflows.workplace.call_requests import CallAsked

# An answer that nobody ticked off stands on the list for so long.
ANSWERS_BACK = timedelta(days=14)
# A consent is spoken of so long before it runs out.
CONSENT_AHEAD = timedelta(days=AHEAD_DAYS)


@dataclass(frozen=True, slots=True)
class DayRequests:
    """What was read: answers with their placements, consents that run out, who wants a ring."""

    answers: Sequence[tuple[Request, Placement]] = ()
    consents: Sequence[Consent] = ()
    calls: Sequence[CallAsked] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One matter about a request, a consent or a call, with what a line of the day needs."""

    key: str
    kind: Kind
    matter: str
    by: date
    person: Participant | None = None
    placement: Placement | None = None
    request: Request | None = None
    consent: Consent | None = None
    call: CallAsked | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the requests: people by id, open placements, who has a place coming."""

    today: date
    people: Mapping[str, Participant]
    placements: Sequence[Placement] = ()
    coming: frozenset[str] = field(default_factory=frozenset)


def asked_lines(found: DayRequests, known: Known) -> Iterable[Asked]:
    """Every matter, in no order yet."""
    for request, placement in found.answers:
        yield from _answered(request, placement, known)
    for consent in found.consents:
        yield from _consent(consent, known)
    for call in found.calls:
        name = f"{Kind.RING}:{call.id}"
        yield Asked(name, Kind.RING, name, call.asked_on, call=call)


def _answered(request: Request, placement: Placement, known: Known) -> Iterable[Asked]:
    """A yes until the first day, a no until there is another place, a talk until it is decided."""
    status = placement.status
    held = status is PlacementStatus.PROPOSED and not has_lapsed(placement, known.today)
    if request.answer is Answer.TALK:
        if held:
            yield _about(Kind.TALK, "proposal", request, placement, known)
    elif request.answer is Answer.YES:
        if status is PlacementStatus.ACCEPTED:
            yield _about(Kind.ANSWER, "answer", request, placement, known)
    elif placement.participant_id not in known.coming:
        yield _about(Kind.ANSWER, "answer", request, placement, known)


def _about(kind: Kind, matter: str, request: Request, placement: Placement, known: Known) -> Asked:
    answered = known.today if request.answered_at is None else request.answered_at.date()
    return Asked(
        key=f"{kind}:{placement.placement_id}",
        kind=kind,
        matter=f"{matter}:{placement.placement_id}",
        by=min(answered, known.today),
        person=known.people[placement.participant_id],
        placement=placement,
        request=request,
    )


def _consent(consent: Consent, known: Known) -> Iterable[Asked]:
    """Only where there is a placement that it is about."""
    for placement in known.placements:
        same = (placement.participant_id, placement.opening_id)
        if same != (consent.participant_id, consent.opening_id):
            continue
        if placement.status in OPEN_STATUSES and not (
            placement.status is PlacementStatus.PROPOSED and has_lapsed(placement, known.today)
        ):
            ends = runs_out(consent)
            yield Asked(
                key=f"{Kind.CONSENT}:{placement.placement_id}:{ends.isoformat()}",
                kind=Kind.CONSENT,
                matter=f"{Kind.CONSENT}:{placement.placement_id}",
                by=ends,
                person=known.people[placement.participant_id],
                placement=placement,
                consent=consent,
            )
            return


def runs_out(consent: Consent) -> date:
    """The last day of a question, or of a yes; of a no, the day on which it was said."""
    if consent.state is ConsentState.ASKED:
        return consent.answer_by
    if consent.state is ConsentState.GIVEN or consent.changed_at is None:
        return consent.holds_until
    return consent.changed_at.date()
