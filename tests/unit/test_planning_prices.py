"""Prices of whole places, and what is said of them."""

import numpy as np
import pytest
from hypothesis import given

from matcher.domain.arrays import Floats
from matcher.domain.plans import NotPlanned, PlaceKind, Shortage, WhyNot
from matcher.planning.explain import shortage_text, why_not_text
from matcher.planning.optimum import solve
from matcher.planning.prices import Price, place_prices, price_vector, whole_prices
from matcher.planning.problem import Candidates, Places
from matcher.planning.why_not import binding_shortage, people_helped
from tests.unit.planning_cases import candidates, places, result_of

CLOSE = 1e-4


def with_a_whole_place(supply: Places, opening: int) -> Places:
    """One more slot there with a mentor and an employer of its own, who serve nobody else.

    The opening is split, so that the new mentor cannot stand in for another's slot.
    """
    mentors, employers = len(supply.mentor_places), len(supply.employer_places)
    return Places(
        slots=np.append(supply.slots, 1),
        link_opening=np.append(supply.link_opening, len(supply.slots)),
        link_mentor=np.append(supply.link_mentor, mentors),
        mentor_places=np.append(supply.mentor_places, 1),
        mentor_employer=np.append(supply.mentor_employer, employers),
        employer_places=np.append(supply.employer_places, 1),
    )


def doubled(pairs: Candidates, opening: int, new: int) -> Candidates:
    """Whoever may have ``opening`` may have the ``new`` one at the same value.

    The copies would shift the means, which are therefore given as values by the caller.
    """
    own = pairs.opening == opening
    return Candidates(
        pairs.people,
        np.append(pairs.person, pairs.person[own]),
        np.append(pairs.opening, np.full(own.sum(), new)),
        np.append(pairs.value, pairs.value[own]),
        weight=pairs.weight,
    )


def gained(pairs: Candidates, price: Price) -> float:
    """The price by value and weight together, as the objective counts."""
    worth: Floats = pairs.value + pairs.weights()[pairs.person]
    return float(worth[list(price.takes)].sum() - worth[list(price.leaves)].sum())


@given(places(), candidates(people=5))
def test_the_price_of_a_whole_place_is_what_one_more_of_it_gains(
    supply: Places, pairs: Candidates
) -> None:
    from matcher.domain.plans import Objective

    flow = solve(supply, pairs, objective=Objective.VALUE)
    prices = {price.row: price for price in whole_prices(flow, pairs)}
    worth = pairs.value + pairs.weights()[pairs.person]
    base = worth[flow.chosen()].sum()
    for opening in range(len(supply.slots)):
        more = doubled(pairs, opening, len(supply.slots))
        again = solve(with_a_whole_place(supply, opening), more, objective=Objective.VALUE)
        gain = (more.value + more.weights()[more.person])[again.chosen()].sum() - base
        said = gained(pairs, prices[opening]) if opening in prices else 0.0
        assert said == pytest.approx(gain, abs=CLOSE)


@given(places(), candidates(people=6))
def test_a_whole_place_is_worth_at_least_as_many_people_as_its_slot(
    supply: Places, pairs: Candidates
) -> None:
    flow = solve(supply, pairs)
    whole = {price.row: price for price in whole_prices(flow, pairs)}
    for price in place_prices(flow, pairs):
        if price.kind == "opening":
            assert whole[price.row].gain >= price.gain
            assert result_of(pairs, list(whole[price.row].takes))[0] >= 1


def test_prices_stand_in_the_order_of_the_places() -> None:
    prices = (Price("opening", 2, 1, 1, 0.3, (0,), ()), Price("mentor", 0, 1, 0, 0.2, (0,), ()))
    assert price_vector(prices, "opening", 3).tolist() == [0.0, 0.0, 0.3]


def test_the_shortage_that_helps_most_people_binds_most() -> None:
    one = Price("mentor", 0, 9, 1, 0.2, (0,), ())
    other = Price("opening", 0, 9, 0, 0.5, (1,), (0,))
    same = Price("whole", 0, 9, 1, 0.2, (0,), ())
    assert binding_shortage([other, same, one]) is one
    assert binding_shortage([]) is None


def test_whoever_moves_to_something_worse_is_not_counted_as_helped() -> None:
    price = Price("mentor", 0, 1, 1, 0.3, takes=(1, 2), leaves=(0,))
    # Person 0 goes from 0.5 to 0.4 and makes room for person 1.
    assert people_helped(price, [0, 0, 1], [0.5, 0.4, 0.4]) == 1


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("reason", NotPlanned)
def test_every_reason_is_a_sentence_in_both_languages(lang: str, reason: NotPlanned) -> None:
    from tests.unit.market_builders import TODAY

    detailed = {
        NotPlanned.NO_OPENING: WhyNot("P1", reason, "travel", 4),
        NotPlanned.FULL: WhyNot("P1", reason, day=TODAY, place="Butikk"),
        NotPlanned.NEXT_WEEK: WhyNot("P1", reason, day=TODAY, place="Butikk"),
        NotPlanned.PLACES_TAKEN: WhyNot("P1", reason, day=TODAY, place="Butikk"),
    }
    plain = [] if reason is NotPlanned.NEXT_WEEK else [WhyNot("P1", reason)]
    for found in (*plain, detailed.get(reason, WhyNot("P1", reason))):
        text = why_not_text(found, lang)
        assert text.endswith((".", "could open."))
        assert "{" not in text


@pytest.mark.parametrize("kind", PlaceKind)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_shortage_is_a_sentence(kind: PlaceKind, lang: str) -> None:
    one = shortage_text(Shortage(kind, "Solbakken", 1), lang)
    many = shortage_text(Shortage(kind, "Solbakken", 3), lang)
    assert "Solbakken" in one
    assert "3" in many
    assert one != many
