"""What is known of a person's likings, from everything that the encoder of a day has indexed."""

from collections.abc import Sequence

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Outcome, Reporter
from matcher.features.encoder import Encoder, LikingOf
from matcher.occupations import catalogue
from matcher.tasting.belief import Belief, believe
from matcher.tasting.evidence import (
    Evidence,
    Fact,
    SourceKind,
    Tried,
    gather,
    planned_noise,
)
from matcher.tasting.next_taste import knowledge_gradient
from matcher.tasting.settings import TasteSettings
from matcher.tasting.space import make_space


def evidence_of(encoder: Encoder, settings: TasteSettings, participant_id: str) -> Evidence:
    """Everything that is known of the person's likings on the encoder's day."""
    lives = encoder.lives
    return gather(
        settings,
        lives.wishes.get(participant_id, ()),
        lives.experiences.get(participant_id, ()),
        _tried_by(encoder, participant_id),
        [Fact(f.dimension, f.likes, f.text) for f in lives.facts.get(participant_id, ())],
        encoder.resolve,
        encoder.today,
    )


def _tried_by(encoder: Encoder, participant_id: str) -> list[Tried]:
    """The person's ended placements with the person's own (else the adviser's) report on each."""
    offers, tried = encoder.offers, []
    for row in encoder.lives.history.get(participant_id, ()):
        report = own_report(row.reports)
        column = offers.column_of.get(row.placement.opening_id)
        if report is not None and column is not None and offers.code_of(column):
            title = offers.titles[column]
            tried.append(Tried(row.placement, offers.code_of(column), report, title))
    return tried


def own_report(reports: Sequence[Outcome]) -> Outcome | None:
    """The participant's report, else the adviser's, who has it from them."""
    by_reporter = {report.reporter: report for report in reports}
    return by_reporter.get(Reporter.PARTICIPANT) or by_reporter.get(Reporter.ADVISER)


def belief_from(settings: TasteSettings, evidence: Evidence, codes: set[str]) -> Belief:
    """The belief over ``codes`` and whatever the evidence is about."""
    space = make_space(
        catalogue(),
        sorted(codes | evidence.codes),
        shared_sd=settings.shared_sd,
        own_sd=settings.own_sd,
    )
    return believe(space, evidence.expected, evidence.seen, len(evidence.sources))


def worth_of_tastes(
    settings: TasteSettings, evidence: Evidence, belief: Belief
) -> dict[str, float]:
    """By occupation, what one more taste of it would teach, less what a taste costs."""
    noise = planned_noise(settings, evidence)
    gradient = knowledge_gradient(belief.mean, belief.covariance, noise) - settings.cost
    return dict(zip(belief.space.codes, gradient.tolist(), strict=True))


def liking_from_tastes(settings: TasteSettings) -> LikingOf:
    """What the rankings ask: how far tastes and interviews moved a person's liking of work."""

    def liking(encoder: Encoder, participant_id: str, codes: Sequence[str]) -> Floats | None:
        evidence = evidence_of(encoder, settings, participant_id)
        told = [
            number
            for number, source in enumerate(evidence.sources)
            if source.kind in (SourceKind.TASTE, SourceKind.FACT)
        ]
        if not told:
            return None
        belief = belief_from(settings, evidence, set(codes))
        moved: Floats = belief.pulls[told].sum(axis=0)
        return moved[[belief.space.row(code) for code in codes]]

    return liking
