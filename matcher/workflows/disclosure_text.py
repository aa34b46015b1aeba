"""A disclosure as a text that the person can read: a section a table, a line a fact."""

from collections.abc import Iterable, Iterator

from matcher.store.audit import Look
from matcher.store.held import Row
from matcher.workflows.disclose import Disclosure
from matcher.workflows.disclosure_words import elsewhere, heading, label, sentence, told

# Under these a person's own number would stand on every line.
REPEATED = ("participant_id", "digest")


def disclosure_text(found: Disclosure, lang: str) -> str:
    """The whole text, ready to print."""
    title = sentence(
        "heading", lang, participant=found.participant_id, today=found.today.isoformat()
    )
    return "\n".join([title, "=" * len(title), *_sections(found, lang)])


def _sections(found: Disclosure, lang: str) -> Iterator[str]:
    for table, rows in found.held.items():
        yield from _section(heading(table, lang), _table(table, rows, lang), lang)
    yield from _section(sentence("why", lang), _why(found, lang), lang)
    yield from _section(sentence("looked", lang), (_look(x, lang) for x in found.looks), lang)
    yield from _section(sentence("models", lang), _models(found, lang), lang)
    left_out = [sentence(key, lang) for key in ("left_mentor", "left_files", "left_staff")]
    yield from _section(sentence("left_out", lang), [*left_out, *_mentions(found, lang)], lang)
    kept = [_kept(found, lang), *_backups(found, lang), sentence("rights", lang)]
    yield from _section(sentence("keep", lang), kept, lang)


def _section(title: str, lines: Iterable[str], lang: str) -> Iterator[str]:
    yield from ("", title, "-" * len(title))
    yield from list(lines) or [sentence("nothing", lang)]


def _table(table: str, rows: Iterable[Row], lang: str) -> Iterator[str]:
    shown = [name for name in REPEATED if table != "participants" or name != "participant_id"]
    for number, row in enumerate(rows):
        if number:
            yield ""
        for column, value in row.items():
            if column not in shown:
                yield f"{label(column, lang)}: {told(column, value, lang)}"


def _why(found: Disclosure, lang: str) -> Iterator[str]:
    yield sentence("why_stored", lang)
    yield sentence("why_decides", lang)
    reasons = found.reasons
    if reasons is None or not reasons.openings:
        return
    yield ""
    day = reasons.today.isoformat()
    yield sentence("why_today", lang, model=reasons.model_version, today=day)
    for each in reasons.openings:
        yield ""
        yield sentence(
            "why_place",
            lang,
            title=each.opening_title or each.opening_id,
            employer=each.employer_name or sentence("unknown", lang),
            opening=each.opening_id,
            value=told("value", each.value, lang),
        )
        for key in ("speaks_for", "speaks_against", "stopped_by", "not_known"):
            yield from (f"{sentence(key, lang)}: {text}" for text in getattr(each, key))


def _look(look: Look, lang: str) -> str:
    who = f"{look.actor} ({look.office_id})" if look.office_id else look.actor
    did = sentence(look.action, lang) if look.allowed else sentence("refused", lang)
    of_all = f", {sentence('everybody', lang)}" if look.everybody else ""
    return f"{look.happened_at:%Y-%m-%d %H:%M} UTC: {who} {did} ({look.page}{of_all})"


def _models(found: Disclosure, lang: str) -> list[str]:
    if not found.models:
        return [sentence("no_models", lang)]
    return [*found.models, sentence("model_note", lang)]


def _kept(found: Disclosure, lang: str) -> str:
    if not found.months:
        return sentence("keep_always", lang)
    known = found.erased_from
    day = "" if known is None else sentence("keep_date", lang, day=known.isoformat())
    return sentence("keep_until", lang, months=found.months, date=day)


def _backups(found: Disclosure, lang: str) -> Iterator[str]:
    if found.backup_days:
        yield sentence("keep_backups", lang, days=found.backup_days)


def _mentions(found: Disclosure, lang: str) -> Iterator[str]:
    if found.mentions:
        where = ", ".join(f"{elsewhere(name, lang)} {n}" for name, n in found.mentions.items())
        yield sentence("mentioned", lang, where=where)
