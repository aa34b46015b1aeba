"""What an opening may not say, beyond what its form can know: each problem beside its field."""

from collections.abc import Iterable
from datetime import date

from matcher.domain.employers import Opening
from matcher.domain.placements import Placement, PlacementStatus, occupied_days
from matcher.exchange.opening_form import OpeningForm
from matcher.store.posted_openings import Workplace
from matcher.workflows.workplace.field_rules import (
    Problem,
    Problems,
    Wrong,
    bad_number,
    bad_texts,
    refuse,
)

# What fits on a phone, and what somebody reads.
LONGEST = {"title": 100, "tasks": 2_000, "place": 100, "new_mentor": 80}
# More people at the same time in one opening than this is a slip of the finger.
MOST_PLACES = 50

_IS_AGREED = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


def refuse_bad(
    form: OpeningForm,
    before: Opening | None,
    workplace: Workplace,
    placements: Iterable[Placement],
    today: date,
) -> None:
    """FieldsRefused where the form cannot be kept; ``before`` is what it changes, if anything.

    ``placements`` are those that are open in this opening.
    """
    slots = bad_number(
        "slots", form.slots, most=MOST_PLACES, agreed=busiest(placements, today), thing="opening",
        # An imported opening may say nothing of it; whoever posts one says it.
        may_be_unknown=before is not None and before.slots is None,
    )  # fmt: skip
    refuse(bad_texts(form, LONGEST), slots, _rest(form, before, workplace, today))


def busiest(placements: Iterable[Placement], today: date) -> int:
    """How many have agreed to be there on the busiest day from ``today`` on.

    >>> from matcher.domain.purposes import Purpose
    >>> def agreed(first: int, last: int) -> Placement:
    ...     return Placement("L", "P", "O", Purpose.TASTE, PlacementStatus.ACCEPTED,
    ...                      starts=date(2026, 1, first), planned_end=date(2026, 1, last))
    >>> busiest([agreed(5, 9), agreed(8, 12), agreed(12, 16)], date(2026, 1, 1))
    2
    >>> busiest([agreed(5, 9)], date(2026, 1, 10))
    0
    """
    agreed = (placement for placement in placements if placement.status in _IS_AGREED)
    stays = [stay for placement in agreed if (stay := occupied_days(placement, today))]
    days = {max(first, today) for first, _last in stays}
    return max((sum(first <= day <= last for first, last in stays) for day in days), default=0)


def _rest(form: OpeningForm, before: Opening | None, workplace: Workplace, today: date) -> Problems:
    if form.hours_per_week == 0:
        yield "hours_per_week", Problem(Wrong.NO_HOURS, "expected more than 0, or nothing")
    unchanged = before is not None and before.ends == form.ends
    if form.ends is not None and form.ends < today and not unchanged:
        yield "ends", Problem(Wrong.IN_THE_PAST, f"expected a date from {today} on")
    own = {mentor.mentor_id for mentor in workplace.mentors}
    own.update((before.mentors or ()) if before is not None else ())
    if not own.issuperset(form.mentors or ()):
        yield "mentors", Problem(Wrong.NOT_OURS, "expected mentors of this employer")
