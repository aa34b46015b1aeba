"""Use case: a plan as an Excel file for the team's meeting, made in memory."""

from collections.abc import Iterable, Sequence
from typing import Any

from matcher.domain.plans import OfficePlan, PlacePrice
from matcher.eligibility.lengths import first_working_day
from matcher.eligibility.words import word
from matcher.exchange.sheets import Sheet, excel_file
from matcher.planning.explain import why_not_text
from matcher.workflows.capacity_ahead import Week
from matcher.workflows.plan_page import Named

_SHEETS = {
    "nb": ("Plan", "Uten plass", "Mangler", "Uker"),
    "en": ("Plan", "Without a place", "Short of", "Weeks"),
}
_HEADINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "nb": (
        ("Deltaker", "Følges opp av", "Plass", "Arbeidsgiver", "Mentor", "Formål", "Fra", "Til",
         "Utbytte (0 til 1)", "Låst"),
        ("Deltaker", "Følges opp av", "Hvorfor"),
        ("Hva", "Hos", "Utbytte av én til", "Flere i plass"),
        ("Dag", "Trenger en plass", "Når planen er gjennomført", "Ledige plasser",
         "Når planen er gjennomført"),
    ),
    "en": (
        ("Participant", "Followed up by", "Opening", "Employer", "Mentor", "Purpose", "From",
         "To", "Outcome (0 to 1)", "Locked"),
        ("Participant", "Followed up by", "Why"),
        ("What", "At", "Outcome of one more", "More people placed"),
        ("Day", "Need a place", "Once the plan is carried out", "Free places",
         "Once the plan is carried out"),
    ),
}  # fmt: skip
_KINDS = {
    "nb": {"opening": "Plass", "mentor": "Mentor", "employer": "Arbeidsgiver",
           "whole": "Plass med mentor"},
    "en": {"opening": "Place", "mentor": "Mentor", "employer": "Employer",
           "whole": "Place with a mentor"},
}  # fmt: skip
_YES = {"nb": "ja", "en": "yes"}


def plan_workbook(
    plan: OfficePlan, named: Named, weeks: Sequence[Week], *, lang: str = "nb"
) -> bytes:
    """The plan, who is left out, what is short and the coming weeks, a sheet each."""
    tables = (_lines(plan, named, lang), _left(plan, named, lang), _short(plan, named, lang),
              ((w.day, w.need, w.need_after, w.free, w.free_after) for w in weeks))  # fmt: skip
    titled = zip(_SHEETS[lang], _HEADINGS[lang], tables, strict=True)
    return excel_file(Sheet(title, headings, list(table)) for title, headings, table in titled)


def _lines(plan: OfficePlan, named: Named, lang: str) -> Iterable[tuple[Any, ...]]:
    for line in plan.assignments:
        person = named.people[line.participant_id]
        mentor = named.mentors.get(line.mentor_id or "")
        yield (
            person.name or line.participant_id,
            person.adviser,
            named.openings[line.opening_id].title or line.opening_id,
            named.employer_at(line.opening_id).name,
            mentor.name or mentor.mentor_id if mentor else None,
            word(line.purpose, lang),
            first_working_day(line.starts),
            line.planned_end,
            round(line.value, 3),
            _YES[lang] if line.locked else None,
        )


def _left(plan: OfficePlan, named: Named, lang: str) -> Iterable[tuple[Any, ...]]:
    for why in plan.unassigned:
        person = named.people[why.participant_id]
        yield person.name or why.participant_id, person.adviser, why_not_text(why, lang)


def _short(plan: OfficePlan, named: Named, lang: str) -> Iterable[tuple[Any, ...]]:
    for price in sorted(plan.prices, key=lambda each: (-each.people, -each.price)):
        yield _KINDS[lang][price.kind], _where(price, named), round(price.price, 3), price.people


def _where(price: PlacePrice, named: Named) -> str:
    if price.kind == "employer":
        return named.employers[price.id].name or price.id
    if price.kind == "mentor":
        mentor = named.mentors[price.id]
        where = named.employers[mentor.employer_id].name or mentor.employer_id
        return f"{mentor.name or price.id}, {where}"
    title = named.openings[price.id].title or price.id
    return f"{title}, {named.employer_at(price.id).name or price.id}"
