"""Names are found however they are spelled; whatever is not there is not found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.workflows.name_index import NameIndex
from matcher.workflows.name_letters import alphabetical, words_of
from matcher.workflows.name_numbers import NumberIndex

# Made-up people; each way in which somebody may type them leads to the first of the list.
TYPED = {
    "Mohammed Ali": ("muhamed ali", "mohamad ali", "ali mohamed", "mo"),
    "Muhammad Hassan": ("hassan mohammad", "muhamad hasan", "muhammed hassan"),
    "Mehmet Yilmaz": ("mehmet yilmas", "yllmaz", "memet"),
    "Yusuf Ibrahim": ("jusuf", "yousef ebrahim", "ibrahim yusuf"),
    "Josefine Dahl": ("josefin", "josephine dahl", "josefine dal"),
    "Abdirahman Warsame": ("abdirahmann", "abdi rahman warsami", "wasrame"),
    "Fatima Hussein": ("fatma husein", "fatimah", "hussein fatima", "fatime"),
    "Kristian Bjørnstad": ("christian bjornstad", "kristian bjoernstad", "bjørnstad"),
    "Åse Bø": ("ase bo", "aase", "åse bø", "bø åse"),
    "Anne Marie Sæther": ("annemarie sether", "saether", "anne-marie", "sæter"),
    "Zainab Qureshi": ("zeinab kureshi", "zaynab", "qureshi zainab"),
    "Tatjana Ivanova": ("tatiana ivanowa", "tatjana", "ivanova"),
    "Tsegay Tekle": ("tsegai", "tekle tsegay"),
    "Chukwu Okafor": ("okafor chuku", "chukwu"),
    "Jørgen Aasen": ("jorgen asen", "joergen", "jørgen åsen"),
    "Khadija Ahmed": ("kadija", "hadija", "khadidja ahmed"),
    "Nguyễn Thị Hoa": ("nguyen thi", "hoa nguyen"),
    "محمد عبد الله": ("محمّد", "عبد الله", "محمد"),
    "Øyvind Ødegård": ("oyvind odegard", "oeyvind", "ødegaard", "øyvin"),
    "João Gonçalves": ("goncalves joao", "joao"),
    "Oleksandr Shevchenko": ("sjevtsjenko", "oleksander", "aleksandr shevchenko"),
    "Mirwais Popalzai": ("popalsai", "mirvais"),
    "Żaneta Wójcik": ("zaneta wojcik", "wojcik"),
    "Sarah O’Brien": ("sara", "obrien", "o'brien"),
}
NAMES = list(TYPED)
# Measured: all 71 ways stand first; of a hundred ways in which one types, 95 must.
LEAST_HIT_RATE = 0.95


@pytest.fixture(scope="module")
def index():
    return NameIndex.of(NAMES)


def found(index, text):
    return [NAMES[hit.place] for hit in index.find(text)]


def test_misspelled_names_are_found_first(index):
    tried = [(text, name) for name, texts in TYPED.items() for text in texts]
    missed = [(text, name) for text, name in tried if found(index, text)[:1] != [name]]
    assert 1 - len(missed) / len(tried) >= LEAST_HIT_RATE, missed


@pytest.mark.parametrize("name", NAMES)
def test_a_name_as_it_stands_comes_first_with_full_marks(index, name):
    best = index.find(name)[0]
    assert (NAMES[best.place], best.score) == (name, 100.0)


@pytest.mark.parametrize("text", ["xyzzy", "qwertyuiop", "zz", "1234", "...", "", "   ", "\u202e"])
def test_what_nobody_is_called_finds_nobody(index, text):
    assert found(index, text) == []


def test_every_word_must_fit(index):
    assert found(index, "mohammed nordmann") == []


def test_a_middle_name_that_is_not_kept_does_no_harm(index):
    assert found(index, "fatima ali hussein")[0] == "Fatima Hussein"


def test_marks_of_direction_and_points_do_not_matter():
    index = NameIndex.of(["\u200fمُحَمَّد\u200e", "Kari"])
    assert [hit.place for hit in index.find("محمد")] == [0]


def test_composed_and_taken_apart_are_the_same():
    assert words_of("A\u030ase Bjo\u0308rn") == words_of("Åse Björn") == ("ase", "bjorn")


def test_equals_keep_their_order():
    index = NameIndex.of(["Kari Å", "Kari B", "Kari C"])
    assert [hit.place for hit in index.find("kari")] == [0, 1, 2]


@given(st.lists(st.text(max_size=220), max_size=8), st.text(max_size=220))
def test_no_name_and_no_search_breaks_it(names, text):
    hits = NameIndex.of(names).find(text)
    assert all(0 < hit.score <= 100 for hit in hits)
    assert len({hit.place for hit in hits}) == len(hits)


@given(st.text(max_size=220))
def test_every_name_with_letters_finds_itself(name):
    words = words_of(name)
    if words:
        assert any(hit.place == 0 for hit in NameIndex.of([name, "Kari"]).find(name))


def test_a_name_of_200_letters_is_found_by_its_beginning():
    index = NameIndex.of(["Wolfeschlegelstein" * 11 + "er", "Kari"])
    assert [hit.place for hit in index.find("wolfesch")] == [0]


def test_norwegian_letters_come_last():
    names = ["Ås", "Øst", "Ærlig", "Zander", "Aas", "Abel"]
    assert sorted(names, key=alphabetical) == ["Abel", "Zander", "Ærlig", "Øst", "Ås", "Aas"]


def test_a_number_is_found_from_its_beginning_and_its_middle():
    index = NumberIndex((("PL-20250829-001",), ("PL-20250829-002",), (None, "912 345 678")))
    assert [hit.place for hit in index.find("PL-20250829-002")] == [1]
    assert [hit.place for hit in index.find("0829")] == [0, 1]
    assert [hit.place for hit in index.find("912345678")] == [2]
    assert index.find("77") == []
