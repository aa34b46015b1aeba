"""What is wrong with a field of the employers' forms, and the order they are told in."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString, gettext, ngettext

from matcher.workflows.workplace.field_rules import Problem, Wrong
from web.kept_back_texts import sentences

Labels = Mapping[str, LazyString]


def usual_text(problem: Problem) -> str | None:
    """The sentence for a problem that any form may have; None where each has its own."""
    if problem.why is Wrong.KEPT_BACK:
        return " ".join(sentences(problem.words))
    if problem.why is Wrong.BELOW_AGREED:
        return ngettext(
            "%(num)d person er her eller har avtalt å komme, så tallet kan ikke være lavere.",
            "%(num)d personer er her eller har avtalt å komme på samme tid, så tallet kan ikke"
            " være lavere.",
            problem.count,
        )
    if problem.why is Wrong.TOO_LONG:
        return gettext("Skriv kortere: høyst %(count)s tegn.", count=problem.count)
    return None


def in_order(fields: Iterable[str], labels: Labels) -> list[str]:
    """Fields in the order of the form, which is that of its ``labels``."""
    places = {name: place for place, name in enumerate(labels)}
    return sorted(fields, key=lambda field: places.get(field, len(places)))


def summary(errors: Mapping[str, str], labels: Labels) -> list[tuple[str, str, str]]:
    """Each bad field, what it is called, and what is wrong with it."""
    return [(f, str(labels.get(f, "")).rstrip("?"), errors[f]) for f in in_order(errors, labels)]
