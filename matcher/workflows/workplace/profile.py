"""The short profile that an employer reads before a yes: what somebody wants, can, and when.

Made of facts alone, never of what somebody wrote, and never of health, origin, limits, programme,
age, sex or home; what the check of kept-back words would stop is left out. That the mentor speaks
the person's language is not told either: the employer knows the mentor's, and so where from. Pure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain.cefr import Level
from matcher.domain.employers import Opening
from matcher.domain.participants import Experience, Participant
from matcher.domain.placements import Placement
from matcher.domain.small_groups import FEWEST_SHOWN
from matcher.exchange.kept_back import About, kept_back
from matcher.workflows.workplace import profile_words as say

MOST_WISHES = 2
MOST_EXPERIENCES = 2
LONGEST_PROFILE = 1_500
# Of the classification's four digits so many say which kind of work it is.
SAME_WORK = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What a profile says of a person, as facts: by these somebody may be recognised."""

    wishes: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    spoken: Level | None = None

    def fits(self, other: "Told") -> bool:
        """Whether the profile would fit ``other`` as well."""
        return (
            set(self.wishes) <= set(other.wishes)
            and set(self.work) <= set(other.work)
            and set(self.credentials) <= set(other.credentials)
            and (self.spoken is None or self.spoken == other.spoken)
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a profile may be made of; ``wishes`` are occupations, the first wish first."""

    participant: Participant
    wishes: tuple[str, ...]
    experiences: tuple[Experience, ...]
    opening: Opening
    placement: Placement


@dataclass(frozen=True, slots=True)
class Profile:
    """The text, a sentence a line, and what it tells."""

    text: str
    told: Told


def make_profile(facts: Facts, lang: str) -> Profile:
    """The profile for the opening, in ``lang`` (nb or en)."""
    told = told_of(facts)
    sentences = [
        say.wants(facts.placement.purpose, lang),
        *([say.drawn_to(told.wishes, lang)] if told.wishes else ()),
        *_experience(facts, lang),
        *([say.has(told.credentials, lang)] if told.credentials else ()),
        *_time(facts, lang),
        *_language(facts, lang),
    ]
    names = names_of(facts.participant)
    allowed = [each for each in sentences if not kept_back(each, About.PERSON, names=names)]
    return Profile("\n".join(allowed), told)


def told_of(facts: Facts) -> Told:
    """What the profile says, as facts."""
    have = facts.participant.credentials or ()
    return Told(
        wishes=_wishes(facts),
        work=tuple(sorted({_kind(each.occupation or "") for each in _near(facts)})),
        credentials=tuple(c for c in facts.opening.credentials if c in have),
        spoken=facts.participant.norwegian_spoken,
    )


def names_of(person: Participant) -> tuple[str, ...]:
    """What names the person and must not stand in a text: for the check of kept-back words."""
    named = (person.name, person.phone, person.email, person.participant_id, person.postal_code)
    return tuple(each for each in (*named, person.place) if each)


def whom_it_fits(
    told: Told,
    others: Iterable[Participant],
    wishes: Mapping[str, Collection[str]],
    experiences: Mapping[str, Sequence[Experience]],
) -> int:
    """Whom of ``others`` the profile fits, of whom it was made included.

    A wish counts where its occupation is known, so that the count is never too high.
    """
    count = 0
    for person in others:
        done = experiences.get(person.participant_id, ())
        theirs = Told(
            wishes=tuple(wishes.get(person.participant_id, ())),
            work=tuple({_kind(each.occupation) for each in done if each.occupation}),
            credentials=person.credentials or (),
            spoken=person.norwegian_spoken,
        )
        count += told.fits(theirs)
    return count


def points_at_somebody(fits: int) -> bool:
    """Whether so few fit that the profile can point at one of them, in a small place.

    >>> points_at_somebody(4), points_at_somebody(5)
    (True, False)
    """
    return fits < FEWEST_SHOWN


def _wishes(facts: Facts) -> tuple[str, ...]:
    """The wishes for this kind of work; where there is none, nothing is said of wishes."""
    here = _kind(facts.opening.occupation or "")
    same = [code for code in facts.wishes if here and _kind(code) == here]
    return tuple(dict.fromkeys(same))[:MOST_WISHES]


def _near(facts: Facts) -> list[Experience]:
    here = _kind(facts.opening.occupation or "")
    found = [e for e in facts.experiences if here and _kind(e.occupation or "") == here]
    longest: dict[str | None, Experience] = {}
    for each in sorted(found, key=lambda e: -(e.months or 0)):
        longest.setdefault(each.occupation, each)
    return list(longest.values())[:MOST_EXPERIENCES]


def _experience(facts: Facts, lang: str) -> list[str]:
    near = _near(facts)
    if not near:
        return [say.done_other(lang)] if facts.experiences else []
    return [say.done(each.occupation or "", each.months, lang) for each in near]


def _time(facts: Facts, lang: str) -> list[str]:
    said = []
    when = facts.participant.available
    if when:
        said.append(say.parts(when, lang))
    weekly = facts.placement.hours_per_week or facts.opening.hours_per_week
    if weekly is not None:
        most = facts.participant.max_hours_per_week
        said.append(say.hours(weekly if most is None else min(weekly, most), lang))
    return said


def _language(facts: Facts, lang: str) -> list[str]:
    person, needs = facts.participant, facts.opening.needs_written
    said = []
    if person.norwegian_spoken is not None:
        said.append(say.speaks(person.norwegian_spoken, lang))
    if person.norwegian_written is not None and needs is not None and needs > Level.A0:
        said.append(say.writes(person.norwegian_written, lang))
    return said


def _kind(code: str) -> str:
    return code[:SAME_WORK]
