"""What the resolver does with texts of every kind; how often it is right is measured elsewhere."""

import subprocess
import sys
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.occupations import Catalogue, catalogue
from matcher.occupations.resolver import Resolver

RESOLVER = Resolver(catalogue())
OTHER = Resolver(catalogue())
WORDS = ("jobbe", "ikke", "eller", ",", ".", "/", "og", "kjøkken", "lagerr", "æøå", "xx", "🙂")
WITH_TITLES = Resolver(
    catalogue(),
    [("7319", "Flettverksmed"), ("9112", "Kokk"), ("0000", "Vrengsprettoperatør")],
)


def codes(text: str) -> list[str]:
    return [match.code for match in RESOLVER.resolve(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kjøkken", "9412"),
        ("kjokken", "9412"),
        ("KJOEKKEN!!", "9412"),
        ("kjøken", "9412"),
        ("kjøkkenassistentjobb", "9412"),
        ("varelagerarbeid", "4321"),
        ("jeg vil gjerne jobbe som renholder", "9112"),
        ("I want to work with animals", "5164"),
        ("eg vil helst vere reinhaldar", "9112"),
        ("sjukepleiar", "2223"),
        ("buttik", "5223"),
        ("barnehage assistent", "5311"),
        ("assistent i barnehage", "5311"),
        ("Rema 1000", "5223"),
        ("ikke kasse, men lager", "4321"),
        ("jeg vil ikke jobbe med renhold, heller barnehage", "5311"),
        ("ikke bare renhold", "9112"),
        ("jeg lager god mat til hele familien, kanskje kokk", "5120"),
    ],
)
def test_a_wish_is_recognised(text: str, code: str) -> None:
    assert codes(text)[0] == code


@pytest.mark.parametrize("text", ["kjøkken eller lager", "kjøkken/lager", "kitchen or warehouse"])
def test_two_wishes_in_one_text_both_come_first_in_their_order(text: str) -> None:
    assert codes(text)[:2] == ["9412", "4321"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "vet ikke",
        "Veit ikkje heilt",
        "hva som helst",
        "bare en jobb",
        "jeg trenger en jobb fort",
        "anything",
        "i don't know",
        "asdfgh",
        "???",
        "12345",
        "ikke renhold",
        "🙂🙂",
        "لا أعرف",
        "не знаю",
    ],
)
def test_nothing_is_answered_where_nothing_was_wished_for(text: str) -> None:
    assert RESOLVER.resolve(text) == ()


def test_a_match_says_by_which_phrase_it_was_recognised() -> None:
    match = RESOLVER.resolve("jeg vil gjerne stå i kassa på Kiwi")[0]
    assert match.code == "5223"
    assert match.name == "Butikkmedarbeider"
    assert match.via in catalogue().by_code["5223"].says


def test_not_more_matches_than_asked_for_are_given() -> None:
    assert len(RESOLVER.resolve("barn", limit=1)) == 1
    assert RESOLVER.resolve("barn", limit=0) == ()


def test_many_texts_at_once_are_answered_as_one_by_one() -> None:
    texts = ["kjøkken", "vet ikke", "kjøkken", "eldre"]
    assert RESOLVER.resolve_all(texts) == tuple(map(RESOLVER.resolve, texts))


def test_an_official_title_helps_where_the_catalogue_has_nothing() -> None:
    assert RESOLVER.resolve("flettverksmed")[:1] != WITH_TITLES.resolve("flettverksmed")[:1]
    assert WITH_TITLES.resolve("flettverksmed")[0].via == "Flettverksmed"


def test_an_official_title_outside_the_catalogue_is_called_by_the_title() -> None:
    assert WITH_TITLES.resolve("vrengsprettoperatør")[0].name == "Vrengsprettoperatør"


def test_an_official_title_never_beats_the_catalogue() -> None:
    assert WITH_TITLES.resolve("kokk") == RESOLVER.resolve("kokk")


def test_a_resolver_without_any_phrase_answers_nothing() -> None:
    assert Resolver(Catalogue(MappingProxyType({}))).resolve("kokk") == ()


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_gives_sorted_scores_between_0_and_1(text: str) -> None:
    matches = RESOLVER.resolve(text)
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({match.code for match in matches}) == len(matches) <= 5


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=12,
    )
)
def test_words_in_any_order_are_answered_the_same_by_a_new_resolver(words: list[str]) -> None:
    text = " ".join(words)
    assert OTHER.resolve(text) == RESOLVER.resolve(text)


@pytest.mark.parametrize(
    "text",
    ["kjøkken " * 1250, "x" * 10_000, "eller " * 2000, "a/" * 5000, "æ" * 10_000, "𝕜𝕠𝕜𝕜 " * 2000],
)
def test_ten_thousand_characters_are_no_trouble(text: str) -> None:
    assert len(RESOLVER.resolve(text)) <= 5


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = (
        "import sys, matcher.occupations.resolver;"
        "heavy = ('numpy', 'sklearn', 'pandas', 'scipy', 'rapidfuzz');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_plain_wish_is_answered_without_the_letter_matrix() -> None:
    code = (
        "import sys;"
        "from matcher.occupations import catalogue;"
        "from matcher.occupations.resolver import Resolver;"
        "Resolver(catalogue()).resolve('jeg vil jobbe i barnehage');"
        "print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
