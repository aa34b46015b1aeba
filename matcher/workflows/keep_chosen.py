"""Part of choosing: what was known of the pair is kept with the placement, for the learning."""

from sqlalchemy import Connection

from matcher.domain.chosen import ChosenFeatures
from matcher.domain.employers import Opening
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.eligibility.board import Board
from matcher.features.chosen import features_when_chosen
from matcher.places.travel import minutes_between
from matcher.ranking.rank import MarketDay
from matcher.store.writers import keep_chosen


def keep_features(
    connection: Connection,
    day: MarketDay,
    board: Board,
    placement: Placement,
    pair: tuple[Participant, Opening],
    model_version: str,
) -> None:
    """Keep the features of a placement that was just proposed, in the same transaction.

    ``day`` is the market as it was shown; an opening that came after it has none to keep, and its
    features are rebuilt when they are needed.
    """
    participant, opening = pair
    if opening.opening_id not in day.encoder.offers.column_of or placement.starts is None:
        return
    minutes = minutes_between(
        board.position(participant), board.position(opening), participant.transport
    )
    features = features_when_chosen(
        day.encoder,
        participant,
        opening.opening_id,
        purpose=placement.purpose,
        mentor_id=placement.mentor_id,
        starts=placement.starts,
        minutes=minutes,
    )
    keep_chosen(
        connection, ChosenFeatures(placement.placement_id, day.today, model_version, features)
    )
