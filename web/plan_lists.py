"""The plan's two lists as one reads them: by adviser, searched, a page at a time, or on paper."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from flask import request, url_for

from matcher.workflows.name_letters import folded
from matcher.workflows.plan_round import Round
from web.asked_plan import LOOKED_AT, in_address
from web.paging import asked_number, grouped, page_of
from web.people import viewer
from web.plan_view import Left, Row

# So many lines a page, and so many who are left: each has more to press than a card.
LINES = 30
Listed = TypeVar("Listed", Row, Left)


def by_adviser(listed: Iterable[Listed], own: str) -> list[tuple[str, list[Listed]]]:
    """Those whom each adviser follows, by the adviser's name ("" for none); ``own`` first."""
    found: dict[str, list[Listed]] = {}
    for one in listed:
        found.setdefault(one.person.adviser or "", []).append(one)
    return sorted(found.items(), key=lambda pair: (pair[0] != own, not pair[0], pair[0]))


def says(one: Row | Left, asked: str) -> bool:
    """Whether every word that is searched for stands with the person, the adviser or the place."""
    texts = [one.person.name, one.person.participant_id, one.person.adviser]
    if isinstance(one, Row):
        texts += [one.opening.title, one.employer.name]
    said = folded(" ".join(filter(None, texts)))
    return all(word in said for word in folded(asked).split())


def plan_lists(kept: Round, chosen: Sequence[Row], waiting: Sequence[Left]) -> dict[str, Any]:
    """Who goes where and who is left, by adviser: a page of each, and all of them for paper."""
    asked, own, parts = request.values.get("q", "").strip()[:100], viewer().name, in_address(kept)
    page, groups = grouped(
        by_adviser([row for row in chosen if says(row, asked)], own), asked_number(), LINES
    )
    left_over = by_adviser([one for one in waiting if says(one, asked)], own)
    return {
        "q": asked,
        "own": own,
        "page": page,
        "groups": groups,
        "left_page": page_of(
            [one for _, some in left_over for one in some], asked_number("left"), LINES
        ),
        "to_page": lambda to, adviser=None: url_for(
            "plan.show", **{**parts, "page": to}, _anchor=f"of-{adviser}" if adviser else "lines"
        ),
        "to_left": lambda to: url_for("plan.show", **{**parts, "left": to}, _anchor="left-heading"),
        "on_paper": by_adviser(chosen, own),
        "left_on_paper": by_adviser(waiting, own),
        "parts": parts,
        "LOOKED_AT": LOOKED_AT,
    }
