"""Words that an employer must not read: what is found, what is left alone, and where it stood."""

import re
import string
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.domain.errors import BadInput
from matcher.exchange.kept_back import About, Topic, kept_back, read_kept_back_rules
from matcher.exchange.kept_back.rules import FILE
from matcher.occupations import catalogue
from matcher.simulation.trade_words import WORDS
from tests.unit.kept_back_texts import HALVES, read_texts

PERSON, WORK = About.PERSON, About.WORK
# What the program itself says of occupations; these few are about benefits and methods.
NAMED_SO = {"Jobbspesialist og bemanningskonsulent"}
KARI = ("Kari Marie Nordmann-Bø", "+47 900 00 001", "kari.nordmann@prove.no", "P0017", "Storgata 5")
SPELLED = string.ascii_letters + "æøåÆØÅ -.,!\n\u200b\u00ad\u0301"


def written(text, about=PERSON, names=()):
    return [found.written for found in kept_back(text, about, names=names)]


@pytest.mark.parametrize("half", HALVES)
def test_every_text_of_the_list_is_caught_where_it_tells_something(half):
    for text in read_texts(half):
        if text.kept_back:
            found = kept_back(text.text, text.about)
            at = text.text.casefold().find(text.kept_back.casefold())
            hit = any(each.start < at + len(text.kept_back) and at < each.end for each in found)
            assert hit, text


@pytest.mark.parametrize("half", HALVES)
def test_no_innocent_text_is_stopped(half):
    for text in read_texts(half):
        if not text.kept_back:
            assert not written(text.text, text.about), text


def test_the_lists_are_as_long_as_they_should_be():
    texts = read_texts("tune")
    assert sum(bool(text.kept_back) for text in texts) >= 150
    assert sum(not text.kept_back for text in texts) >= 200


def test_no_occupation_is_stopped_as_an_openings_title():
    names = [name for each in catalogue() for name in (each.name_nb, each.name_en)]
    assert {name for name in names if written(name, WORK)} <= NAMED_SO


@pytest.mark.parametrize("about", About)
def test_no_opening_of_the_simulation_is_stopped(about):
    for title, tasks, _ in WORDS.values():
        assert not written(f"{title}. {tasks}", about)


@pytest.mark.parametrize(
    "text",
    [
        "KVP",
        "kvp",
        "K.V.P.",
        "K V P",
        "K-V-P",
        "k\u200bvp",
        "КVР",
        "ＫＶＰ",
        "KVP:",
        "(KVP)",
        "KVP-en",
    ],
)
def test_letters_are_found_however_they_are_written(text):
    assert [each.word for each in kept_back(f"Er i {text} nå", PERSON)] == ["KVP"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "uføretrygd",
            "uforetrygd",
            "ufoeretrygd",
            "UFØRETRYGD",
            "ufo\u0308retrygd",
            "Uføretrygda",
        ),
        *(
            "uføre-trygd",
            "uføre trygd",
            "ufør\u00adetrygd",
            "uføretrydg",
            "uføretryygd",
            "uføre-\ntrygd",
        ),
    ],
)
def test_a_word_is_found_however_it_is_typed(text):
    found = kept_back(f"Har {text} nå", PERSON)
    assert [each.topic for each in found] == [Topic.BENEFIT]
    assert found[0].written == text


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        *(("Liker fangst og fiske", True), ("Har krefter", True), ("Det gjelder alle", True)),
        *(("Klipper hår på barn", True), ("Får til det meste", True), ("Aften og natt", True)),
        *(("Looks after children", True), ("Hive søppel", True), ("Åpner butikken", True)),
        *(("Har barn", False), ("Far til to gutter", False), ("Har fått kreft", False)),
    ],
)
def test_a_word_that_looks_like_one_is_left_alone(text, nothing):
    assert (written(text) == []) is nothing


@pytest.mark.parametrize(
    ("work", "person"),
    [
        ("Renholder på asylmottak", "Passer for asylsøkere"),
        ("Lage polsk mat", "Vi søker ikke polske folk"),
        ("Omsorg for personer med demens", "For deg som har demens"),
        ("Kombineres gjerne med lønnstilskudd", "Han har lønnstilskudd og ADHD"),
        ("Støttekontakt for gutt med autisme", "Passer for gutter med autisme"),
    ],
)
def test_a_text_about_the_work_is_stopped_only_where_it_says_who_somebody_is(work, person):
    assert not written(work, WORK)
    assert written(person, WORK)


def test_nav_may_sign_a_letter_and_describes_nobody():
    assert not written("Hilsen Anne, NAV Fjordvik. Svar til NAV-kontoret.")
    assert written("Brukeren fra NAV kommer mandag") == ["Brukeren fra NAV"]
    assert written("En NAV-klient") == ["NAV-klient"]


@pytest.mark.parametrize(
    "text",
    [
        *("Kari", "Karis", "KARI", "kari", "Nordmanns", "Nordman", "Nordmannn", "karinordmann"),
        *(
            "900 00 001",
            "90000001",
            "+4790000001",
            "004790000001",
            "90-00-00-01",
            "9 0 0 0 0 0 0 1",
        ),
        *("kari.nordmann@prove.no", "KARI.NORDMANN@PROVE.NO", "kari_nordmann", "P0017", "p0017"),
        *("Storgata 5", "storgata", "Bø", "Ka\u200bri", "Kárí", "Marie"),
    ],
)
def test_a_persons_own_name_number_and_address_are_found(text):
    assert written(f"Vi spør om {text} i dag", names=KARI), text


@pytest.mark.parametrize("text", ["bør", "bo", "kar", "9000000112", "P00171", "Nordland", "mari"])
def test_what_only_resembles_a_name_is_left_alone(text):
    assert not written(f"Vi spør om {text} i dag", names=KARI)


def test_a_place_is_found_but_not_what_lies_in_every_town():
    names = ["Fjordvik sentrum"]
    assert not written("Vil prøve butikk i sentrum", names=names)
    assert written("Bor i Fjordvik", names=names) == ["Fjordvik"]


def test_a_name_that_is_a_word_counts_with_a_capital_only():
    assert not written("Jobber dag og kveld i fem dager", names=["Dag Li"])
    assert written("Vi møter Dag på mandag", names=["Dag Li"]) == ["Dag"]


@pytest.mark.parametrize(
    "text", ["01019012345", "010190 12345", "410190-12345", "０１０１９０１２３４５"]
)
@pytest.mark.parametrize("about", About)
def test_a_birth_number_is_always_found(text, about):
    assert written(f"Nr. {text}.", about) == [text]


def test_longer_and_shorter_numbers_are_no_birth_numbers():
    assert not written("Ordre 010190123456, kode 0101901234, 1.1.2025")


def test_each_place_says_why_in_both_languages_and_what_to_write():
    (found,) = kept_back("Er i KVP.", PERSON)
    assert (found.start, found.end, found.topic) == (5, 8, Topic.PROGRAMME)
    assert "programmet" in found.why_nb
    assert "programme" in found.why_en
    assert (found.instead_nb, found.instead_en) == ("kandidaten", "the candidate")


def test_the_longest_of_several_is_told_once():
    (found,) = kept_back("Har varig nedsatt arbeidsevne.", PERSON)
    assert found.written == "varig nedsatt arbeidsevne"


def test_a_word_that_somebody_works_with_does_not_hide_the_programme():
    assert written("Vil jobbe med flyktninger i KVP") == ["KVP"]


@given(st.text(max_size=300) | st.text(SPELLED, max_size=300), st.sampled_from(About))
@example("\u202eמשהו KVP\u202c", PERSON)
@example("<b>K</b>VP &amp; <script>", PERSON)
@example("\u0301", PERSON)
def test_any_text_is_read_and_every_place_is_where_it_was_written(text, about):
    end = 0
    for found in kept_back(text, about, names=("Kari Nordmann", "90000001", text[:20])):
        assert text[found.start : found.end] == found.written != ""
        assert found.start >= end
        end = found.end


@given(st.text(max_size=60), st.text(max_size=60))
@example("hindu", "")
def test_a_word_between_blanks_is_found_in_any_text(before, after):
    text = f"{before} sosialhjelpsmottaker. {after}"
    assert any("sosialhjelpsmottaker" in each.written for each in kept_back(text, PERSON))


@given(st.sampled_from(["KVP", "uføretrygd", "depresjon", "flyktning"]), st.text(max_size=30))
def test_markup_and_other_alphabets_around_a_word_hide_nothing(word, around):
    text = f"<p title='x'>{escape(around)}</p> <b>{word}</b> שלום"
    assert any(word in each.written for each in kept_back(text, PERSON))


def test_the_same_text_is_always_read_the_same_way():
    text = "Kari går i KVP og har depressjon, tre barn og polsk pass"
    assert kept_back(text, PERSON, names=KARI) == kept_back(text, PERSON, names=list(KARI))


def test_a_list_that_cannot_be_used_is_refused_with_its_name(tmp_path):
    path = tmp_path / "words.toml"
    for content in ("[[group]", "", '[[group]]\ntopic = "weather"', "a = 1"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(BadInput, match=re.escape(path.name)):
            read_kept_back_rules(path)


def test_nothing_in_the_list_is_empty_and_every_group_gives_its_reason():
    rules = read_kept_back_rules(FILE)
    for entry in rules.words.whole.values():
        reason = entry.group.reason
        assert entry.word.strip()
        assert reason.why_nb.endswith(".")
        assert reason.why_en.endswith(".")
        assert (reason.instead_nb is None) == (reason.instead_en is None)
