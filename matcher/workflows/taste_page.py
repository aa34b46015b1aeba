"""Use case: what is believed of a participant's likings, why, and what to taste next, as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.access import Viewer
from matcher.domain.interview import InterviewFact
from matcher.domain.outcomes import Outcome, Stage
from matcher.domain.participants import Experience, Participant
from matcher.domain.placements import OPEN_STATUSES, Placement, has_lapsed
from matcher.domain.purposes import Purpose, purposes_asked
from matcher.eligibility.pair import judge
from matcher.features.labels import Labelled
from matcher.features.work_match import known_by
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.tasting.evidence import Evidence, SourceKind
from matcher.workflows.likings import evidence_of, own_report
from matcher.workflows.participant_page import WishRead, understand
from matcher.workflows.program import Program
from matcher.workflows.search_openings import OpeningFound, read_openings_shown
from matcher.workflows.taste import TasteAdvice, advise_taste

# After a quarter of a year nobody remembers well how a few days were.
ASKED_FOR_DAYS = 90
# Most tastes that are looked for; the page shows one of each occupation.
MOST_NEXT = 30
_LONGER = (Purpose.JOB_HERE, Purpose.EXPERIENCE, Purpose.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Tried:
    """A placement that is over, what the person said of it, and where one may go on from there.

    ``onward`` is the purpose of a longer stay at the same place, where it went well and no rule
    says no.
    """

    placement: Placement
    report: Outcome | None
    went_well: bool
    onward: Purpose | None


@dataclass(frozen=True, slots=True)
class TastePage:
    """The beliefs with the evidence behind them; ``at`` is by opening id.

    ``asked`` are tastes that began and of which the person has said nothing yet, the latest first;
    ``coming`` is one that is agreed or proposed. ``wished`` and ``tasted`` are occupations.
    """

    participant: Participant
    advice: TasteAdvice
    wishes: tuple[WishRead, ...]
    experiences: tuple[Experience, ...]
    facts: tuple[InterviewFact, ...]
    tried: tuple[Tried, ...]
    asked: tuple[Placement, ...]
    coming: Placement | None
    wished: frozenset[str]
    tasted: frozenset[str]
    at: dict[str, OpeningFound]


def taste_page(
    program: Program, viewer: Viewer, participant_id: str, *, today: date, lang: str = "nb"
) -> TastePage:
    """NotFound where there is no participant that ``viewer`` may see."""
    advice = advise_taste(program, viewer, participant_id, today=today, limit=MOST_NEXT, lang=lang)
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    day = program.market_day(today)
    lives = day.encoder.lives
    placements = day.ready.board.placements_of.get(participant_id, [])
    tried = _tried(day, participant, placements)
    asked, coming = _asked(placements, tried, today), _coming(placements, today)
    named = {p.opening_id for p in (*asked, *(t.placement for t in tried))}
    named |= {coming.opening_id} if coming else {each.opening_id for each in advice.next}
    wishes = tuple(understand(w, program.resolve) for w in lives.wishes.get(participant_id, ()))
    evidence = evidence_of(day.encoder, program.tastes, participant_id)
    return TastePage(
        participant=participant,
        advice=advice,
        wishes=wishes,
        experiences=tuple(
            e
            for e in known_by(lives.experiences.get(participant_id, ()), today)
            if e.liked is not None
        ),
        facts=tuple(lives.facts.get(participant_id, ())),
        tried=tried,
        asked=asked,
        coming=coming,
        wished=frozenset(code for read in wishes for code in read.means),
        tasted=_tasted(evidence),
        at=read_openings_shown(program, sorted(named)),
    )


def _tried(
    day: MarketDay, participant: Participant, placements: Sequence[Placement]
) -> tuple[Tried, ...]:
    """What was told about, and tastes that somebody came to; the latest first."""
    rows = [
        Tried(
            placement=row.placement,
            report=own_report(row.reports),
            went_well=row.labels[Stage.FITS] is True,
            onward=_onward(day, participant, row, placements),
        )
        for row in day.encoder.lives.history.get(participant.participant_id, ())
        if own_report(row.reports) is not None or _was_tasted(row)
    ]
    return tuple(sorted(rows, key=lambda each: _last_day(each.placement), reverse=True))


def _was_tasted(row: Labelled) -> bool:
    return row.placement.purpose is Purpose.TASTE and row.labels[Stage.SHOWS_UP] is not False


def _onward(
    day: MarketDay, participant: Participant, row: Labelled, placements: Sequence[Placement]
) -> Purpose | None:
    """The longer stay that the track wants most, of those that the place takes now."""
    if row.placement.purpose is not Purpose.TASTE or row.labels[Stage.FITS] is not True:
        return None
    column = day.encoder.offers.column_of.get(row.placement.opening_id)
    open_now = [p for p in placements if p.status in OPEN_STATUSES and not has_lapsed(p, day.today)]
    if column is None or any(p.opening_id == row.placement.opening_id for p in open_now):
        return None
    opening, taken = day.ready.openings[column], {p.purpose for p in open_now}
    possible = [p for p in _LONGER if p in (opening.purposes or ()) and p not in taken]
    wanted = dict.fromkeys((*purposes_asked(participant.track), *_LONGER))
    allowed = (
        purpose
        for purpose in wanted
        if purpose in possible and judge(day.ready.board, participant, opening, purpose).eligible
    )
    return next(allowed, None)


def _asked(
    placements: Sequence[Placement], tried: Sequence[Tried], today: date
) -> tuple[Placement, ...]:
    """A proposal that nobody answered is asked about too: the days may well have been used."""
    began = [p for p in placements if p.status in OPEN_STATUSES and _begins(p) <= today]
    silent = [each.placement for each in tried if each.report is None]
    since = today - timedelta(days=ASKED_FOR_DAYS)
    tastes = [p for p in (*began, *silent) if p.purpose is Purpose.TASTE and _last_day(p) >= since]
    return tuple(sorted(tastes, key=_last_day, reverse=True))


def _coming(placements: Sequence[Placement], today: date) -> Placement | None:
    """The taste that has not begun yet; there is one open taste at most."""
    for placement in placements:
        is_open = placement.status in OPEN_STATUSES and not has_lapsed(placement, today)
        if placement.purpose is Purpose.TASTE and is_open and _begins(placement) > today:
            return placement
    return None


def _begins(placement: Placement) -> date:
    return placement.starts or date.max


def _last_day(placement: Placement) -> date:
    return placement.ended or placement.planned_end or placement.starts or date.min


def _tasted(evidence: Evidence) -> frozenset[str]:
    tried = (source for source in evidence.sources if source.kind is SourceKind.TASTE)
    return frozenset(source.code for source in tried if source.code is not None)
