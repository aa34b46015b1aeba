"""Use case: which vacancies of the public feed stand today, in an occupation and near a place."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from matcher.domain.errors import BadInput
from matcher.domain.vacancies import VacancyLead
from matcher.exchange.vacancy import org_number
from matcher.occupations import catalogue
from matcher.places.lookup import locate, normal_postal_code
from matcher.places.position import Position
from matcher.places.travel import distance_km
from matcher.store.bans import banned_numbers
from matcher.store.engine import reading
from matcher.store.feed import read_leads
from matcher.store.readers import read_postal_codes
from matcher.store.tables import employers
from matcher.workflows.occupations import describe

# Less sure than this, a title says too little about the occupation.
SURE_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class LeadSeen:
    """A vacancy, the employer of ours that advertises it (None: not known), and how far it is.

    ``km`` is as the crow flies, None where no place was asked for or one is not known.
    """

    lead: VacancyLead
    employer_id: str | None
    km: float | None


def find_leads(
    engine: sa.Engine,
    *,
    today: date,
    occupation: str | None = None,
    near: str | None = None,
    limit: int | None = None,
) -> tuple[LeadSeen, ...]:
    """The vacancies that stand today: the nearest first with ``near``, else the newest.

    None of an employer that a leader has barred.
    ``occupation`` is a STYRK-08 code or words that name an occupation, ``near`` a postal code.
    BadInput where either is not known.
    """
    codes = None if occupation is None else [occupation_code(occupation)]
    with reading(engine) as connection:
        register = read_postal_codes(connection)
        start = None if near is None else _start(near, register)
        leads = leads_today(connection, today, codes)
        ours = employers_by_number(connection)
    kilometres = distances(leads, register, [start] if start else [])
    seen = [
        LeadSeen(lead, ours.get(lead.org_number or ""), km)
        for lead, km in zip(leads, kilometres, strict=True)
    ]
    if start is not None:
        seen.sort(key=lambda each: math.inf if each.km is None else each.km)
    return tuple(seen[:limit])


def leads_today(
    connection: sa.Connection, today: date, codes: Collection[str] | None
) -> tuple[VacancyLead, ...]:
    """As ``read_leads``, without those of an organisation that a leader has barred."""
    leads = read_leads(connection, today, codes)
    barred = banned_numbers(connection, today) if leads else frozenset()
    return tuple(lead for lead in leads if lead.org_number not in barred)


def lead_document(seen: LeadSeen) -> dict[str, object]:
    """A vacancy as ``feed leads --json`` prints it."""
    lead = seen.lead
    return {
        "uuid": lead.uuid, "title": lead.title, "occupations": list(lead.occupations),
        "occupation_via": lead.occupation_via, "employer": lead.employer,
        "org_number": lead.org_number, "employer_id": seen.employer_id,
        "postal_code": lead.postal_code, "place": lead.place,
        "km": None if seen.km is None else round(seen.km, 1), "extent": lead.extent,
        "positions": lead.positions, "published": lead.published, "until": lead.until,
        "url": lead.source_url,
    }  # fmt: skip


def occupation_of_title(title: str) -> str | None:
    """The STYRK-08 code that a title names, or None where it is not sure enough.

    A headline is no wish: a word that is only spelled nearly like an occupation's says nothing.

    >>> occupation_of_title("Vi søker kokk til sykehjem"), occupation_of_title("Vi utvider!")
    ('5120', None)
    """
    (document,) = describe([title], limit=1)
    for match in document["matches"]:
        if match["score"] >= SURE_ENOUGH and _says(title, match["via"]):
            return str(match["code"])
    return None


def _says(title: str, via: str) -> bool:
    """Whether a word of ``title`` is one of ``via``, or one begins as the other.

    >>> _says("Servitører søkes", "jobbe som servitør"), _says("Bli med på laget!", "lagar")
    (True, False)
    """
    said, known = (re.findall(r"\w{3,}", text.casefold()) for text in (title, via))
    return any(one.startswith(other) or other.startswith(one) for one in said for other in known)


def occupation_code(text: str) -> str:
    """The code that ``text`` is or names. BadInput where it is neither.

    >>> occupation_code("5120"), occupation_code("servitør")
    ('5120', '5131')
    """
    code = text.strip()
    if code in catalogue().by_code:
        return code
    found = None if code.isdigit() else occupation_of_title(code)
    if found is None:
        raise BadInput(f"{text!r} is no occupation; try `jobbsmak occupations` to find its code.")
    return found


def employers_by_number(connection: sa.Connection) -> dict[str, str]:
    """Organisation number -> the employer of ours that has it, the first by id."""
    columns = employers.c
    rows = connection.execute(
        sa.select(columns.org_number, columns.employer_id)
        .where(columns.org_number.is_not(None))
        .order_by(columns.employer_id.desc())
    )
    return {number: row.employer_id for row in rows if (number := org_number(row.org_number))}


def distances(
    leads: Sequence[VacancyLead],
    register: Mapping[str, tuple[float, float]],
    starts: Collection[Position],
) -> list[float | None]:
    """For each lead the kilometres to the nearest of ``starts``; None where that is not known."""
    if not starts or not leads:
        return [None] * len(leads)
    found = [locate(lead.postal_code, lead.place, None, None, register) for lead in leads]
    there = np.array([(math.nan, math.nan) if p is None else (p.lat, p.lon) for p in found])
    best = np.full(len(leads), math.inf)
    for start in starts:
        km = distance_km(start.lat, start.lon, there[:, 0], there[:, 1])
        best = np.fmin(best, km)
    return [km if math.isfinite(km) else None for km in best.tolist()]


def _start(near: str, register: Mapping[str, tuple[float, float]]) -> Position:
    code = normal_postal_code(near)
    found = None if code is None else locate(code, None, None, None, register)
    if found is None:
        raise BadInput(
            f"The postal code {near!r} is not known; add the register with"
            " `jobbsmak places import FILE`."
        )
    return found
