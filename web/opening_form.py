"""The form of an opening: what was typed, as cells; the page with it; the occupation confirmed."""

from collections.abc import Mapping, Sequence

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from matcher.domain.employers import Opening
from matcher.domain.errors import FormRefused
from matcher.exchange.cells import cell_text
from matcher.exchange.opening_form import OPENING_FIELDS, OpeningForm, one_line
from matcher.workflows.workplace.opening_list import mark_of
from matcher.workflows.workplace.opening_start import OpeningStart
from matcher.workflows.workplace.openings import OpeningChanged
from web import opening_texts
from web.field_texts import summary
from web.people import program
from web.templating import number

# In the form these are boxes, of which several may be ticked.
LISTS = frozenset(("purposes", "schedule", "mentors", "credentials", "demands"))
# So many occupations are offered for a title; the next ones are hardly ever meant.
OFFERED = 4
# Longer titles are refused; so much of one is read all the same.
LONGEST_READ = 200

Cells = dict[str, str]


def typed_cells() -> Cells:
    """What was typed and ticked, as the cells of a file; nothing ticked is empty."""
    return {
        name: "|".join(request.form.getlist(name)) if name in LISTS else request.form.get(name, "")
        for name in OpeningForm.model_fields
    }


def cells_of(opening: Opening) -> Cells:
    """What an opening says, as the form shows it."""
    cells = {name: cell_text(getattr(opening, name), "") for name in OPENING_FIELDS}
    if opening.hours_per_week is not None:
        cells["hours_per_week"] = number(opening.hours_per_week)
    return {**cells, "new_mentor": ""}


def offered(title: str, chosen: str = "") -> tuple[str, ...]:
    """The codes of the occupations that a title may mean, best first, and the ``chosen`` one."""
    title = title[:LONGEST_READ]
    found = [match.code for match in program().resolve(title)[:OFFERED]] if title.strip() else []
    return tuple(dict.fromkeys([*([chosen] if chosen else []), *found]))


def form_page(
    start: OpeningStart,
    cells: Mapping[str, str],
    *,
    is_new: bool = False,
    copied_from: str | None = None,
    seen: str | None = None,
    refused: FormRefused | None = None,
    changed: OpeningChanged | None = None,
) -> ResponseReturnValue:
    """The form: as it begins, or with what was typed, what is wrong and what others changed."""
    errors = opening_texts.messages(refused) if refused is not None else {}
    now = start.opening if changed is None else changed.now
    text = render_template(
        "workplace/opening_form.html",
        start=start,
        cells=cells,
        is_new=is_new,
        opening_id=request.form.get("opening_id") or start.opening.opening_id,
        copied_from=copied_from,
        # Who saw both versions and sends the form again means it.
        seen=mark_of(now) if changed is not None or seen is None else seen,
        occupations=offered(cells["title"], cells["occupation"]),
        chosen=_chosen(cells, asked=not is_new or copied_from is not None),
        texts=opening_texts,
        differences=None if changed is None else _differences(start, now, cells),
        errors=errors,
        summary=summary(errors, opening_texts.LABELS),
    )
    return make_response(text, 409 if changed is not None else 422 if errors else 200)


def occupation_page(employer_id: str, cells: Cells, title: str) -> ResponseReturnValue | None:
    """Asks which occupation is meant, where the form did not ask it for this title; else None."""
    asked_for = one_line(request.form.get("occupation_for", ""))
    if "occupation_for" in request.form and asked_for == one_line(title):
        return None
    codes = offered(title)
    if not codes:  # nothing to choose from: it stays unknown, and the list says so
        return None
    kept = {**cells, "occupation_for": title, **_beside()}
    return make_response(
        render_template(
            "workplace/opening_occupation.html",
            employer_id=employer_id,
            title=title,
            occupations=codes,
            kept=[(name, value) for name, cell in kept.items() for value in _values(name, cell)],
        )
    )


def _chosen(cells: Mapping[str, str], *, asked: bool) -> str | None:
    """The occupation that is ticked ("" for none of them); None where nobody has chosen yet."""
    return cells["occupation"] if asked or "occupation_for" in request.form else None


def _beside() -> Cells:
    names = ("opening_id", "copied_from", "seen")
    return {name: request.form[name] for name in names if name in request.form}


def _values(name: str, cell: str) -> Sequence[str]:
    if name == "occupation" or not cell:
        return ()
    return cell.split("|") if name in LISTS else (cell,)


def _differences(
    start: OpeningStart, now: Opening, typed: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Each field whose two versions differ: its label, how it stands, what was typed."""
    names = {line.mentor.mentor_id: line.mentor.name or "" for line in start.mentors}
    there = cells_of(now)
    return [
        (
            str(opening_texts.LABELS[name]),
            opening_texts.shown(name, there[name], names),
            opening_texts.shown(name, typed[name], names),
        )
        for name in opening_texts.LABELS
        if there[name] != typed[name]
    ]
