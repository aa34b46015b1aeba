"""Every text of the pages stands in both languages, and every word of the domain has one."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import web
from matcher.domain.cefr import Level
from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.employers import LanguageUse
from matcher.domain.outcomes import Stage
from matcher.domain.participants import (
    Education,
    ExperienceKind,
    Origin,
    PartOfWeek,
    Transport,
)
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.workflows.choose import Refusal
from matcher.workflows.edit_participant import FORM_FIELDS
from web import choice_texts, form_texts, words

ROOT = Path(web.__file__).parent
PO = ROOT / "translations/en/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(BytesIO(PO.read_bytes()))


def written_texts() -> Iterator[str | tuple[str, ...]]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    for found in extract_from_dir(ROOT, methods, options, keywords):
        yield found[2]


def test_every_text_of_the_pages_is_in_the_english_catalogue(english):
    known = {message.id for message in english if message.id}
    assert set(written_texts()) == known


def whole(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and not message.fuzzy


def test_every_text_has_its_translation(english):
    assert [message.id for message in english if message.id and not whole(message)] == []


def test_translations_keep_the_gaps(english):
    assert [m.id for m in english if m.id and list(m.check(english))] == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (words.LEVELS, Level),
        (words.TRANSPORT, Transport),
        (words.EDUCATION, Education),
        (words.WEEK, PartOfWeek),
        (words.ORIGIN, Origin),
        (words.TRACK, Track),
        (words.PURPOSES, Purpose),
        (words.KINDS, ExperienceKind),
        (words.STATUS, PlacementStatus),
        (words.LANGUAGE_USE, LanguageUse),
        (words.REASONS, DismissalReason),
        (words.OWN_REASONS, DismissalReason),
        (words.STAGES, Stage),
        (words.SAID_BY, SaidBy),
    ],
)
def test_every_word_of_the_domain_has_one_for_readers(table, kind):
    assert list(table) == list(kind)


def test_every_refusal_has_a_sentence():
    said = {problem for _, problem in choice_texts._TEXTS}
    assert set(Refusal) - said == {Refusal.RULE}  # a rule speaks for itself


def test_every_field_of_the_form_has_a_label():
    assert set(FORM_FIELDS) <= set(form_texts.LABELS)
