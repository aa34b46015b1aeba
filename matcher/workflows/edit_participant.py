"""Use case: an adviser corrects a participant's facts and wishes, in one form or one click."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.errors import FormRefused
from matcher.domain.participants import Participant, Wish
from matcher.exchange.problems import from_form
from matcher.exchange.schemas import ParticipantSchema, WishSchema
from matcher.store.engine import reading, writing
from matcher.store.readers import read_participant, read_wishes
from matcher.store.writers import (
    replace_wishes,
    set_wish_occupation,
    update_participant_facts,
)

# What the form holds; every other fact stays as it is (coordinates follow the address).
FORM_FIELDS = (
    *("name", "phone", "email", "adviser", "postal_code", "place", "transport"),
    *("max_travel_minutes", "norwegian_spoken", "norwegian_written", "languages", "education"),
    *("credentials", "functional_limits", "max_hours_per_week", "available", "track"),
    *("programme_start", "programme_end"),
)


def read_for_edit(
    engine: Engine, viewer: Viewer, participant_id: str
) -> tuple[Participant, tuple[Wish, ...]]:
    """What the form starts from; NotFound where ``viewer`` may not see the participant."""
    with reading(engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
        return participant, read_wishes(connection, viewer, participant_id)


def edit_participant(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    facts: Mapping[str, str],
    wishes: Sequence[Mapping[str, str]],
) -> Participant:
    """Keep the form. ``facts`` are cells as in participants.csv, ``wishes`` rows of texts.

    A wish without text is taken away; the others are numbered in their order. FormRefused with a
    problem for each field (``wish-0-text`` and so on for wishes); NotFound for another office's.
    """
    with writing(engine) as connection:
        before = read_participant(connection, viewer, participant_id)
        old_wishes = read_wishes(connection, viewer, participant_id)
        problems: dict[str, str] = {}
        after = _facts(before, facts, problems)
        wanted = _wishes(participant_id, wishes, old_wishes, problems)
        if problems:
            raise FormRefused(problems)
        update_participant_facts(connection, viewer, after)
        if wanted != old_wishes:
            replace_wishes(connection, viewer, participant_id, wanted)
    return after


def choose_occupation(
    engine: Engine,
    viewer: Viewer,
    participant_id: str,
    rank: int,
    text: str,
    occupation: str | None,
) -> None:
    """Say which occupation a wish means (None: as the program reads it).

    Conflict where the wish reads otherwise by now; NotFound for another office's participant.
    """
    with writing(engine) as connection:
        set_wish_occupation(connection, viewer, participant_id, rank, text, occupation)


def _facts(before: Participant, facts: Mapping[str, str], problems: dict[str, str]) -> Participant:
    ids = {"participant_id": before.participant_id, "office_id": before.office_id}
    said = {name: facts.get(name, "") for name in FORM_FIELDS}
    try:
        form = from_form(ParticipantSchema, {**ids, **said})
    except FormRefused as refused:
        problems.update(refused.by_field)
        return before
    after = replace(before, **{name: getattr(form, name) for name in FORM_FIELDS})
    moved = (after.place, after.postal_code) != (before.place, before.postal_code)
    # Coordinates of the old address would silently keep winning over the new one.
    return replace(after, lat=None, lon=None) if moved else after


def _wishes(
    participant_id: str,
    rows: Sequence[Mapping[str, str]],
    old: Sequence[Wish],
    problems: dict[str, str],
) -> tuple[Wish, ...]:
    known = {wish.text: wish.occupation for wish in old}
    wishes: list[Wish] = []
    for number, row in enumerate(rows):
        text = row.get("text", "").strip()
        if not text:
            continue
        said = {"text": text, "origin": row.get("origin", ""), "rank": len(wishes) + 1}
        try:
            form = from_form(WishSchema, {"participant_id": participant_id, **said})
            wishes.append(replace(form.to_domain(), occupation=known.get(text)))
        except FormRefused as refused:
            problems.update(
                {f"wish-{number}-{name}": what for name, what in refused.by_field.items()}
            )
    return tuple(wishes)
