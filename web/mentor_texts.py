"""What the pages of an employer's mentors say: labels, what is wrong, whom to ring."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.errors import FormRefused
from matcher.domain.purposes import Purpose
from matcher.workflows.workplace.field_rules import FieldsRefused, Problem, Wrong
from matcher.workflows.workplace.mentor_away import AwayRefusal
from matcher.workflows.workplace.mentor_edit import ConfirmedBy
from web.field_texts import usual_text

# In the order of the form.
LABELS = {
    "name": _("Navn"),
    "capacity": _("Hvor mange på samme tid?"),
    "hours_per_month": _("Timer i måneden til dette"),
    "languages": _("Språk mentoren snakker"),
    "phone": _("Telefon"),
    "email": _("E-post"),
    "available_from": _("Mentor fra"),
    "available_to": _("Mentor til og med"),
}
CONFIRMED_BY = {
    ConfirmedBy.MENTOR: _("Mentoren selv"),
    ConfirmedBy.EMPLOYER: _("En annen hos dere"),
}
CONFIRMED = {
    "mentor": _("bekreftet av mentoren selv"),
    "employer": _("bekreftet av arbeidsgiveren"),
}
# What the placement is for, to whoever meets the person on the first day.
PURPOSES = {
    Purpose.TASTE: _("Å prøve arbeidet i noen dager, og kjenne etter om det passer."),
    Purpose.EXPERIENCE: _("Å få erfaring med arbeidet, litt mer for hver uke."),
    Purpose.LANGUAGE: _("Å lære norsk på jobb, så snakk mye sammen."),
    Purpose.JOB_HERE: _("Å bli kjent med jobben, med tanke på ansettelse hvis det går bra."),
}
_AWAY = {
    AwayRefusal.MISSING: _("Velg en dag fra i dag av, høyst ett år fram."),
    AwayRefusal.GONE_BY: _("De dagene har vært. Velg en siste dag fra i dag av."),
    AwayRefusal.ENDS_BEFORE_START: _("Siste dag kan ikke komme før første dag."),
    AwayRefusal.TOO_LONG: _("Velg en periode på høyst ett år."),
}
_NOT_UNDERSTOOD = {
    "name": _("Skriv navnet på mentoren."),
    "capacity": _("Skriv et helt tall, for eksempel 1."),
    "hours_per_month": _("Skriv et helt tall, eller la feltet stå tomt."),
    "email": _("Skriv en e-postadresse, eller la feltet stå tomt."),
    "languages": _("Skriv språk med komma mellom, for eksempel «somali, arabisk»."),
    "available_from": _("Skriv en dato, for eksempel 2026-03-31."),
    "available_to": _("Skriv en dato som ikke er før den første dagen."),
    "confidential_on": _("Velg i dag eller en dag som har vært."),
}
_OTHERWISE = _("Velg eller skriv noe annet; dette kan ikke brukes.")


def messages(refused: FormRefused) -> dict[str, str]:
    """What to write beside each field that is refused."""
    if isinstance(refused, FieldsRefused):
        return {field: _message(field, problem) for field, problem in refused.problems.items()}
    return {
        field: str(_AWAY[AwayRefusal(why)])
        if why in list(AwayRefusal)
        else str(_NOT_UNDERSTOOD.get(field, _OTHERWISE))
        for field, why in refused.by_field.items()
    }


def _message(field: str, problem: Problem) -> str:
    said = usual_text(problem)
    if said is not None:
        if problem.why is Wrong.KEPT_BACK and field == "note":
            return " ".join([said, gettext("Resten tar vi på telefon.")])
        return said
    if problem.why is Wrong.PLACES and field == "capacity":
        return gettext(
            "Skriv et tall fra 1 til %(count)s. Sett mentoren på pause hvis ingen kan komme nå.",
            count=problem.count,
        )
    if problem.why is Wrong.PLACES:
        return gettext("Skriv et tall, høyst %(count)s.", count=problem.count)
    return str(_NOT_UNDERSTOOD.get(field, _OTHERWISE))
