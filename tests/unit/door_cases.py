"""One participant among a few openings, and the doors that are found for them."""

from typing import Any

from matcher.domain.employers import Opening
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.policy import Policy
from matcher.ranking.doors import Doors, find_doors
from matcher.ranking.rank import MarketDay, market_day
from tests.unit.day_one_file import MODEL
from tests.unit.features_cases import no_text
from tests.unit.market_builders import TODAY, a_market, a_mentor

POLICY = Policy()
CERTIFICATE = "police_certificate"


def day_of(market: Market) -> MarketDay:
    return market_day(market, TODAY, POLICY, no_text)


def doors_among(person: Participant, *openings: Opening, **options: Any) -> tuple[MarketDay, Doors]:
    mentors = tuple({name: a_mentor(name) for o in openings for name in o.mentors or ()}.values())
    market = a_market(participants=(person,), openings=openings, mentors=mentors)
    day = day_of(market)
    return day, find_doors(day, MODEL, person, **options)


def keys(found: Doors) -> list[str]:
    return [door.change.key for door in found.doors]
