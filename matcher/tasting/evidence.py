"""Wishes, experience, tastes and interview facts as what is expected and what was seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import sqrt

from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Wish
from matcher.domain.placements import Placement
from matcher.features.work_match import Resolve, known_by, meant_work
from matcher.tasting.belief import Expectation
from matcher.tasting.readings import Observation
from matcher.tasting.settings import TasteSettings
from matcher.tasting.space import FACETS, Facet

# The middle of the answers 1 to 5: as well as most work.
MIDDLE_ANSWER = 3.0
# Of what a text may mean only the likely readings are evidence.
SURE_ENOUGH = 0.6


class SourceKind(StrEnum):
    """Where a piece of evidence comes from."""

    WISH = "wish"
    EXPERIENCE = "experience"
    TASTE = "taste"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Fact:
    """Said in an interview: liking a dimension of work, or not, in the person's words."""

    dimension: str
    likes: bool
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence as it is named in a sentence; ``item`` is the domain object."""

    kind: SourceKind
    text: str
    code: str | None
    item: object


@dataclass(slots=True)
class Evidence:
    """Numbered ``sources``, and what each made one expect or let one see."""

    sources: list[Source] = field(default_factory=list)
    expected: list[Expectation] = field(default_factory=list)
    seen: list[Observation] = field(default_factory=list)

    def add(self, source: Source) -> int:
        """Number a source."""
        self.sources.append(source)
        return len(self.sources) - 1

    @property
    def codes(self) -> set[str]:
        """The occupations that the evidence is about."""
        about = {item.code for item in self.expected} | {item.code for item in self.seen}
        return about - {""}


@dataclass(frozen=True, slots=True)
class Tried:
    """A placement that has ended, the occupation it was in, and the person's own report on it."""

    placement: Placement
    code: str
    report: Outcome
    title: str


def gather(
    settings: TasteSettings,
    wishes: Iterable[Wish],
    experiences: Iterable[Experience],
    tried: Iterable[Tried],
    facts: Iterable[Fact],
    resolve: Resolve,
    today: date,
) -> Evidence:
    """All evidence of one person's likings that was there on ``today``."""
    evidence = Evidence()
    for wish in wishes:
        _add_wish(evidence, settings, wish, resolve)
    for experience in known_by(experiences, today):
        _add_experience(evidence, settings, experience, resolve)
    for each in tried:
        add_tried(evidence, settings, each)
    for fact in facts:
        source = evidence.add(Source(SourceKind.FACT, fact.text, None, fact))
        value = 1.0 if fact.likes else -1.0
        evidence.seen.append(
            Observation(value, settings.fact_noise, source, dimension=fact.dimension)
        )
    return evidence


def _add_wish(evidence: Evidence, settings: TasteSettings, wish: Wish, resolve: Resolve) -> None:
    real = settings.wish_real[wish.origin] * settings.wish_rank_discount ** (wish.rank - 1)
    read = _codes(wish.occupation, wish.text, resolve)
    source = evidence.add(Source(SourceKind.WISH, wish.text, next(iter(read), None), wish))
    for code, sure in read.items():
        evidence.expected.append(Expectation(code, settings.wish_liking * real * sure, source))


def _add_experience(
    evidence: Evidence, settings: TasteSettings, experience: Experience, resolve: Resolve
) -> None:
    """Work that was liked or not; where nobody said, it tells nothing of liking."""
    read = _codes(experience.occupation, experience.text, resolve)
    if experience.liked is None or not read:
        return
    code = next(iter(read))
    source = evidence.add(Source(SourceKind.EXPERIENCE, experience.text, code, experience))
    value = settings.experience_liking * (1.0 if experience.liked else -1.0)
    evidence.seen.append(Observation(value, settings.experience_noise, source, code))


def add_tried(evidence: Evidence, settings: TasteSettings, tried: Tried) -> None:
    """Add the person's answers; a report without any says nothing of liking."""
    answers = [*_answers(tried.report).values(), tried.report.would_continue]
    if all(answer is None for answer in answers):
        return
    source = evidence.add(Source(SourceKind.TASTE, tried.title, tried.code, tried))
    noise = answer_noise(settings, tried.placement)
    for facet, answer in _answers(tried.report).items():
        if answer is not None:
            liking = (answer - MIDDLE_ANSWER) / settings.answer_unit / len(FACETS)
            evidence.seen.append(
                Observation(
                    value=liking,
                    noise=noise / len(FACETS),
                    source=source,
                    code=tried.code,
                    facet=facet,
                    whole=settings.answer_whole,
                )
            )
    if tried.report.would_continue is not None:
        value = settings.continue_liking * (1.0 if tried.report.would_continue else -1.0)
        evidence.seen.append(Observation(value, settings.continue_noise, source, tried.code))


def answer_noise(settings: TasteSettings, placement: Placement) -> float:
    """Noise of one answer: half the days of a full taste, twice the variance.

    A longer stay than a full taste is taken as one; unknown dates too.
    """
    last = placement.ended or placement.planned_end
    if last is None or placement.starts is None:
        return settings.answer_noise
    days = max((last - placement.starts).days + 1, 1)
    share = min(days / settings.full_days, 1.0)
    return settings.answer_noise / sqrt(share)


def planned_noise(settings: TasteSettings, evidence: Evidence) -> float:
    """Noise of the next taste's liking: the mean of a full report and of those so far.

    Who was only asked whether to go on, or tried for a day, told less than a full report does,
    and will probably tell less the next time too. Precisions are what is averaged.
    """
    tastes = {n for n, source in enumerate(evidence.sources) if source.kind is SourceKind.TASTE}
    told = [item for item in evidence.seen if item.source in tastes]
    scale = [len(FACETS) if item.facet is not None else 1 for item in told]
    precision = sum((one * item.noise) ** -2 for one, item in zip(scale, told, strict=True))
    return sqrt((1 + len(tastes)) / (settings.taste_noise**-2 + precision))


def _answers(report: Outcome) -> Mapping[Facet, int | None]:
    return {
        Facet.TASKS: report.fit_tasks,
        Facet.PEOPLE: report.fit_people,
        Facet.PACE: report.fit_pace,
        Facet.LANGUAGE: report.fit_language,
    }


def _codes(code: str | None, text: str, resolve: Resolve) -> dict[str, float]:
    """The occupations that are meant, where that is sure enough to be evidence."""
    meant = meant_work(code, text, resolve)
    return {found: sure for found, sure in meant.items() if sure >= SURE_ENOUGH}
