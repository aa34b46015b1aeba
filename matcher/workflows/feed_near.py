"""Which vacancies of the public feed lie near the people of a caseload who lack such work."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from matcher.places.lookup import locate
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.workflows.employer_needs import Need
from matcher.workflows.feed_leads import LeadSeen, distances, employers_by_number, leads_today

# Farther away than an hour's way by bus, nobody takes a placement; as the crow flies.
NEAR_KM = 30.0


def vacancies_near(
    engine: sa.Engine, day: MarketDay, needs: Sequence[Need], *, limit: int
) -> tuple[LeadSeen, ...]:
    """At most ``limit`` vacancies in the work that ``needs`` lack, the nearest to somebody first.

    Of each vacancy only the occupation that is lacking is named. Where it is not known how far
    one is, it is left out.
    """
    codes = {code for need in needs for code in need.codes}
    if not codes:
        return ()
    with reading(engine) as connection:
        leads = leads_today(connection, day.today, codes)
        ours = employers_by_number(connection) if leads else {}
    register = day.ready.board.postal_codes
    people = [each.participant for need in needs for each in need.people]
    homes = {locate(p.postal_code, p.place, p.lat, p.lon, register) for p in people}
    kilometres = distances(leads, register, [home for home in homes if home is not None])
    near = [
        LeadSeen(
            replace(lead, occupations=tuple(code for code in lead.occupations if code in codes)),
            ours.get(lead.org_number or ""),
            km,
        )
        for lead, km in zip(leads, kilometres, strict=True)
        if km is not None and km <= NEAR_KM
    ]
    near.sort(key=lambda seen: (seen.km or 0.0, seen.lead.uuid))
    return tuple(near[:limit])
