"""The concrete things that a reason's sentence names: which wish, how many minutes, which weeks."""

from collections.abc import Iterable, Sequence

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.domain.participants import Experience, Origin, Wish
from matcher.eligibility.words import number
from matcher.features.columns import FEATURES
from matcher.features.encoder import Encoder
from matcher.features.work_match import (
    Resolve,
    Work,
    best_match,
    done_work,
    wished_work,
)
from matcher.occupations import nearness

# What a sentence in ``day_one.toml`` may name.
FACTS = ("wish", "own_wish", "first_own", "experience", "taste", "minutes", "hours", "weeks")
_COLUMN = {name: index for index, name in enumerate(FEATURES)}
# A wish or an experience further away than this is not named as a reason.
NEAR_ENOUGH = 0.2


def pair_facts(
    encoder: Encoder, participant_id: str, code: str, raw: Floats, lang: str
) -> dict[str, str]:
    """Facts of one pair by the names that ``day_one.toml``'s sentences use; unknown ones left out.

    ``raw`` is (features,) unstandardised, ``code`` the opening's occupation.
    """
    lives, resolve = encoder.lives, encoder.resolve
    wishes = lives.wishes.get(participant_id, [])
    own = [wish for wish in wishes if wish.origin is Origin.OWN]
    experiences = lives.experiences.get(participant_id, [])
    found = {
        "wish": _nearest_wish(wishes, code, resolve),
        "own_wish": _nearest_wish(own, code, resolve),
        "first_own": min(own, key=lambda wish: wish.rank).text if own else None,
        "experience": _nearest_experience(experiences, code, encoder),
        "taste": _nearest_try(encoder, participant_id, code, raw[_COLUMN["tasted_liking"]] > 0),
        "minutes": _rounded(raw[_COLUMN["travel_minutes"]], lang),
        "hours": _exact(raw[_COLUMN["hours_per_week"]], lang),
        "weeks": _rounded(raw[_COLUMN["wait_weeks"]], lang),
    }
    return {name: text for name, text in found.items() if text is not None}


def _nearest_wish(wishes: Iterable[Wish], code: str, resolve: Resolve) -> str | None:
    near = [(_nearness(wished_work([w], resolve), code), -w.rank, w.text) for w in wishes]
    return _nearest(near)


def _nearest_experience(
    experiences: Iterable[Experience], code: str, encoder: Encoder
) -> str | None:
    today, resolve = encoder.lives.today, encoder.resolve
    return _nearest(
        [(_nearness(done_work([e], resolve, today), code), 0, e.text) for e in experiences]
    )


def _nearest_try(encoder: Encoder, participant_id: str, code: str, went_well: bool) -> str | None:
    """Of the tries that went so, the one in the work that is most like this, the latest of equals.

    A liking that another try or an interview moved is never put down to a try that went otherwise.
    """
    offers, tried = encoder.offers, []
    for place, row in enumerate(encoder.lives.history.get(participant_id, [])):
        column = offers.column_of.get(row.placement.opening_id)
        if column is not None and row.labels[Stage.FITS] is bool(went_well):
            tried.append((nearness(offers.code_of(column), code), place, offers.titles[column]))
    return max(tried)[2] if tried else None


def _nearest(candidates: list[tuple[float, int, str]]) -> str | None:
    best = max(candidates, default=(0.0, 0, ""))
    return best[2] if best[0] >= NEAR_ENOUGH else None


def _nearness(work: Sequence[Work], code: str) -> float:
    return float(best_match([work], [code], nothing=0.0)[0, 0])


def _rounded(value: float, lang: str) -> str | None:
    return None if np.isnan(value) else number(float(round(value)), lang)


def _exact(value: float, lang: str) -> str | None:
    return None if np.isnan(value) else number(float(value), lang)
