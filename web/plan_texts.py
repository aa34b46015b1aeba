"""What a plan says, in sentences: how promising a place is, what is short, what is refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.plans import Fairness, Objective, OfficePlan, PlaceKind, PlacePrice
from matcher.eligibility.rules import Rule
from matcher.eligibility.sentences import rule_name
from matcher.workflows.accept_plan import SECOND
from matcher.workflows.choose import Refusal
from matcher.workflows.plan_page import Named

# Lower bounds of a value, which is 1 for certain success; the words, and the colour of the tag.
_PROMISE = (
    (0.6, _("Svært lovende"), "success"),
    (0.45, _("Lovende"), "success"),
    (0.3, _("Verdt et forsøk"), "info"),
    (0.0, _("Usikkert"), "neutral"),
)
OBJECTIVES = {
    Objective.PEOPLE: _("Flest mulig i plass"),
    Objective.VALUE: _("Størst samlet utbytte"),
}
FAIRNESS = {
    Fairness.OFF: _("Av"),
    Fairness.FLOOR: _("Ingen langt bak"),
    Fairness.PARITY: _("Like ofte"),
}
FAIRNESS_MEANS = {
    Fairness.OFF: _("Plassene går dit de gir mest, uten hensyn til gruppene."),
    Fairness.FLOOR: _(
        "Ingen gruppe skal få plass mye sjeldnere enn hele kontoret, så langt plassene rekker."
    ),
    Fairness.PARITY: _("Alle gruppene skal få plass omtrent like ofte, så langt plassene rekker."),
}
NEED = {
    "long_wait_few_openings": _("Lenge uten plass, og få mulige"),
    "few_openings": _("Få mulige plasser (høyst tre)"),
    "long_wait": _("Lenge uten plass (tre måneder eller mer)"),
    "others": _("Alle andre"),
}
_REFUSED = {
    Refusal.FULL: _("plassen er ikke lenger ledig i denne perioden"),
    Refusal.MENTOR_FULL: _("mentoren er opptatt nå, noen andre kom først"),
    Refusal.MENTOR_AWAY: _("mentoren er borte første dag, eller lenge i perioden"),
    Refusal.MENTOR_UNKNOWN: _("mentoren følger ikke lenger opp her"),
    Refusal.MISSING: _("plassen har fått mentorer; velg en av dem"),
    Refusal.IN_THE_PAST: _("første dag er passert"),
    Refusal.BEFORE_OPENING: _("plassen er ikke ledig så tidlig"),
    Refusal.AFTER_OPENING: _("plassen er ikke lenger ledig da"),
    Refusal.AFTER_PROGRAMME: _("da er programmet over"),
    SECOND: _("har alt fått en annen plass"),
}
# More than this nobody can act on in a week.
MOST_PRICES = 4


def promise(value: float) -> tuple[Any, str]:
    """How promising a place is, and the colour of its tag."""
    return next((text, color) for low, text, color in _PROMISE if value >= low)


def refused(problem: str, lang: str) -> Any:
    """Why a line could not be accepted; within a sentence."""
    if problem in list(Rule):
        return gettext(
            "kravet «%(rule)s» er ikke lenger oppfylt", rule=rule_name(Rule(problem), lang)
        )
    return _REFUSED.get(problem, _("datoene passer ikke lenger"))


def versus(plan: OfficePlan, people: int, value: float) -> str:
    """The plan beside first come, first served, in one sentence."""
    more = len(plan.assignments) - people
    better = round(100 * (plan.value / value - 1)) if value > 0 else 0
    if more > 0 and better > 0:
        return ngettext(
            "Planen gir plass til %(num)d person flere enn først til mølla,"
            " og %(better)s %% mer samlet utbytte.",
            "Planen gir plass til %(num)d personer flere enn først til mølla,"
            " og %(better)s %% mer samlet utbytte.",
            more, better=better,
        )  # fmt: skip
    if more > 0:
        return ngettext(
            "Planen gir plass til %(num)d person flere enn først til mølla.",
            "Planen gir plass til %(num)d personer flere enn først til mølla.",
            more,
        )
    if better > 0:
        return gettext(
            "Planen gir %(better)s %% mer samlet utbytte enn først til mølla.", better=better
        )
    return gettext("I dag er det plass nok: først til mølla hadde gått like bra.")


def price_sentences(plan: OfficePlan, named: Named) -> list[str]:
    """What one more place would do, the most helpful first, one sentence an employer."""
    best: dict[str, PlacePrice] = {}
    for price in sorted(plan.prices, key=_help, reverse=True):
        best.setdefault(_employer(price, named), price)
    return [_price(price, named) for price in list(best.values())[:MOST_PRICES]]


def _help(price: PlacePrice) -> tuple[int, float, bool]:
    # A mentor, slot or employer that helps alone is named before a whole place.
    return price.people, round(price.price, 9), price.kind is not PlaceKind.WHOLE


def _employer(price: PlacePrice, named: Named) -> str:
    if price.kind is PlaceKind.EMPLOYER:
        return price.id
    if price.kind is PlaceKind.MENTOR:
        return named.mentors[price.id].employer_id
    return named.openings[price.id].employer_id


def _price(price: PlacePrice, named: Named) -> str:
    employer_id = _employer(price, named)
    where = named.employers[employer_id].name or gettext("Arbeidsgiver uten navn")
    what = {
        PlaceKind.MENTOR: gettext("Én mentorplass til hos %(where)s", where=where),
        PlaceKind.OPENING: gettext("Én plass til hos %(where)s", where=where),
        PlaceKind.EMPLOYER: gettext("Én deltaker til hos %(where)s", where=where),
        PlaceKind.WHOLE: gettext("Én plass til med mentor hos %(where)s", where=where),
    }[price.kind]
    if not price.people:
        return gettext("%(what)s gir noen en bedre plass.", what=what)
    return ngettext(
        "%(what)s gir %(num)d person til en plass.",
        "%(what)s gir %(num)d personer til en plass.",
        price.people, what=what,
    )  # fmt: skip


def need_rates(plan: OfficePlan) -> Iterator[tuple[Any, int, int]]:
    """Group, people, and how many of them are placed; who waits most comes first."""
    rates: Mapping[str, Any] = {rate.name: rate for rate in plan.rates if rate.kind == "need"}
    for name, text in NEED.items():
        if name in rates:
            yield text, rates[name].people, rates[name].placed
