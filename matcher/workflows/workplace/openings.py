"""Use case: an employer posts an opening, or changes one; an adviser does it on the phone."""

import re
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Opening, OpeningStatus
from matcher.domain.errors import Conflict
from matcher.exchange.opening_form import OpeningForm, one_line
from matcher.store.bans import refuse_banned
from matcher.store.engine import reading, writing
from matcher.store.posted_openings import (
    Workplace,
    read_open_placements,
    read_own_opening,
    read_place_name,
    read_workplace,
)
from matcher.store.posting import (
    ID_LENGTH,
    ID_LETTERS,
    add_mentor,
    add_opening,
    free_id,
    new_id,
    replace_opening,
)
from matcher.store.tables import openings
from matcher.workflows.workplace.opening_list import mark_of
from matcher.workflows.workplace.opening_rules import refuse_bad

_OWN_ID = re.compile(f"O-[{ID_LETTERS}]{{{ID_LENGTH}}}")


class OpeningChanged(Conflict):
    """Somebody else changed the opening since it was read; ``now`` is how it stands."""

    def __init__(self, now: Opening) -> None:
        self.now = now
        super().__init__("Somebody changed this opening meanwhile; look at it as it is now.")


def post_opening(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    form: OpeningForm,
    *,
    today: date,
    now: datetime,
    opening_id: str | None = None,
    copied_from: str | None = None,
) -> Opening:
    """Keep a new opening, open from this moment, and answer it.

    The same ``opening_id`` (of ``start_opening``) sent twice is posted once. FieldsRefused with
    each bad field; TakesNobody where a leader has barred them; NotFound as ``start_opening``.
    """
    with writing(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        refuse_banned(connection, employer_id, today)
        already = [o for o in workplace.openings if o.opening_id == opening_id]
        if already:
            connection.rollback()
            return already[0]
        if copied_from is not None:
            read_own_opening(connection, viewer, employer_id, copied_from)
        refuse_bad(form, None, workplace, (), today)
        chosen = _free_id(connection, opening_id)
        blank = Opening(chosen, employer_id, status=OpeningStatus.OPEN)
        opening = _kept(connection, workplace, form, blank)
        add_opening(connection, opening, posted_by=viewer.name, now=now, copied_from=copied_from)
    return opening


def change_opening(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    opening_id: str,
    form: OpeningForm,
    *,
    today: date,
    seen: str | None = None,
) -> Opening:
    """Keep what the form says of an opening, and answer it as it is then.

    OpeningChanged where ``seen`` (a ``mark``) is not that of the opening any more; FieldsRefused
    with each bad field, also places below those who are there; NotFound for another's opening.
    """
    with writing(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        before = read_own_opening(connection, viewer, employer_id, opening_id)
        if seen is not None and seen != mark_of(before):
            raise OpeningChanged(before)
        placements = read_open_placements(connection, employer_id)
        own = [p for p in placements if p.opening_id == opening_id]
        refuse_bad(form, before, workplace, own, today)
        after = _kept(connection, workplace, form, before)
        replace_opening(connection, after)
    return after


def check_opening(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    form: OpeningForm,
    *,
    today: date,
    opening_id: str | None = None,
) -> None:
    """Refuse what posting the form, or changing ``opening_id`` to it, would refuse; keep nothing.

    FieldsRefused with each bad field; NotFound for another's opening.
    """
    with reading(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        before = None
        if opening_id is not None:
            before = read_own_opening(connection, viewer, employer_id, opening_id)
        placements = read_open_placements(connection, employer_id)
        own = [p for p in placements if p.opening_id == opening_id]
        refuse_bad(form, before, workplace, own, today)


def _free_id(connection: sa.Connection, wanted: str | None) -> str:
    ours = wanted is not None and _OWN_ID.fullmatch(wanted) is not None
    return free_id(connection, openings.c.opening_id, wanted if wanted and ours else new_id("O"))


def _kept(
    connection: sa.Connection, workplace: Workplace, form: OpeningForm, before: Opening
) -> Opening:
    after = form.put_in(before)
    if after.postal_code is not None and after.place is None:
        after = replace(after, place=read_place_name(connection, after.postal_code))
    if form.new_mentor is None:
        return after
    mentor_id = _mentor_named(connection, workplace, one_line(form.new_mentor))
    return replace(after, mentors=tuple(dict.fromkeys((*(after.mentors or ()), mentor_id))))


def _mentor_named(connection: sa.Connection, workplace: Workplace, name: str) -> str:
    """Somebody of that name who is a mentor here already, or a new mentor."""
    for mentor in workplace.mentors:
        if one_line(mentor.name or "").casefold() == name.casefold():
            return mentor.mentor_id
    return add_mentor(connection, workplace.employer.employer_id, name)
