"""How much an office may ask of an employer, in sentences with the numbers that they rest on."""

from collections.abc import Mapping

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.misuse import Misuse
from matcher.domain.stops import Stop, StopReason
from matcher.store.stops import StopRow
from matcher.workflows.employer_record import Record
from matcher.workflows.workplace.trust import RULE, Trust
from matcher.workflows.workplace.words import Wrong
from web.templating import day

KINDS = {
    Misuse.WORK_NOT_TRAINING: _("Arbeid i stedet for opplæring"),
    Misuse.DISCRIMINATION: _("Diskriminering"),
    Misuse.UNSAFE: _("Utrygt arbeid"),
    Misuse.OTHER: _("Noe annet"),
}
SHORT = {
    "until": _("Til og med"),
    "why": _("Hvorfor?"),
    "kind": _("Hva gjelder det?"),
    "text": _("Hva har skjedd?"),
    "how": _("Hva ble gjort?"),
}
_WRONG = {
    Wrong.TOO_LONG: _("Teksten er for lang. Kort den ned til 2000 tegn."),
    Wrong.IN_THE_PAST: _("Velg i dag eller en dag som kommer."),
    Wrong.TOO_FAR: _("Det er mer enn et halvt år fram. Velg en dag før det."),
}
_MISSING = {
    "until": _("Velg en dag."),
    "why": _("Skriv hvorfor."),
    "kind": _("Velg hva det gjelder."),
    "text": _("Skriv hva som har skjedd."),
    "how": _("Skriv hva som ble gjort."),
}


def wrong(problems: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each problem of a form, by field."""
    return {
        field: str(_MISSING[field] if code == Wrong.MISSING else _WRONG[Wrong(code)])
        for field, code in problems.items()
    }


def no_shows(known: Record) -> str:
    """How often nobody came, and how lately, in a sentence."""
    if not known.came_known:
        return gettext("Vi vet ikke om noen har uteblitt.")
    if not known.no_shows:
        return ngettext(
            "Den ene vi vet om, møtte.", "Alle de %(num)d vi vet om, møtte.", known.came_known
        )
    said = gettext("%(missed)s av %(num)s møtte ikke.", missed=known.no_shows, num=known.came_known)
    if known.last_no_show is not None:
        said += " " + gettext("Sist %(day)s.", day=day(known.last_no_show))
    if known.lately:
        said += " " + ngettext(
            "%(num)d de siste 90 dagene.", "%(num)d de siste 90 dagene.", known.lately
        )
    return said


def hires(known: Record) -> str:
    """How many had work within a year after practice there, and of how many one knows."""
    if not known.practised:
        return gettext("Ingen har fullført praksis her ennå, så vidt vi vet.")
    unknown = known.practised - known.work_known
    if not known.work_known:
        return ngettext(
            "%(num)d fullførte praksis. Vi vet ikke ennå om det ga jobb.",
            "%(num)d fullførte praksis. Vi vet ikke ennå om det ga jobb.",
            known.practised,
        )
    said = gettext(
        "%(hired)s av %(num)s var i jobb innen ett år etter praksis.",
        hired=known.hired, num=known.work_known,
    )  # fmt: skip
    if unknown:
        said += " " + ngettext("%(num)d vet vi ikke om.", "%(num)d vet vi ikke om.", unknown)
    return said


def complaints(known: Trust) -> str:
    """How many complaints there are, and how many wait."""
    if not known.complaints_open and not known.complaints_settled:
        return gettext("Ingen har meldt noe.")
    said = []
    if known.complaints_open:
        said.append(
            ngettext("%(num)d melding venter.", "%(num)d meldinger venter.", known.complaints_open)
        )
    if known.complaints_settled:
        said.append(
            ngettext("%(num)d er avgjort.", "%(num)d er avgjort.", known.complaints_settled)
        )
    return " ".join(said)


def stop_tag(stop: Stop) -> tuple[str, str]:
    """Why nobody is sent to an employer, in a few words, with the colour of its tag."""
    if stop.reason is StopReason.BANNED:
        return gettext("Stengt av en leder"), "danger"
    if stop.ends is None:
        said = gettext("Spares") if stop.reason is StopReason.SPARED else gettext("På pause")
    elif stop.reason is StopReason.SPARED:
        said = gettext("Spares til og med %(day)s", day=day(stop.ends))
    else:
        said = gettext("Pause til og med %(day)s", day=day(stop.ends))
    return said, "warning" if stop.reason is StopReason.SPARED else "neutral"


def spared(row: StopRow) -> str:
    """Until when an employer is spared, in a sentence."""
    if row.stop.ends is None:
        return gettext("Vi sparer dem inntil videre.")
    return gettext("Vi sparer dem til og med %(day)s.", day=day(row.stop.ends))


def set_by(row: StopRow) -> str:
    """Who set a stop when, in a sentence."""
    if row.set_by == RULE:
        return gettext(
            "Satt av regelen %(day)s, fordi flere ikke møtte på kort tid.", day=day(row.set_on)
        )
    return gettext("Satt av %(who)s %(day)s.", who=row.set_by, day=day(row.set_on))


def past(row: StopRow) -> str:
    """A stop that is over, in a sentence."""
    first = day(row.stop.starts)
    what = gettext("Stengt") if row.stop.reason is StopReason.BANNED else gettext("Spart")
    if row.lifted_on is not None:
        return gettext(
            "%(what)s fra %(first)s, opphevet av %(who)s %(last)s.",
            what=what, first=first, who=row.lifted_by or "", last=day(row.lifted_on),
        )  # fmt: skip
    last = day(row.stop.ends) if row.stop.ends is not None else ""
    return gettext("%(what)s fra %(first)s til %(last)s.", what=what, first=first, last=last)
