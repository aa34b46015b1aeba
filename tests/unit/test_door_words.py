"""How long a change takes, by the table with its sources, and how a door is said."""

from pathlib import Path

import pytest

import matcher
from matcher.domain.errors import BadInput
from matcher.ranking.door_changes import DoorKind
from matcher.ranking.door_sentences import door_sentence, helps_sentence, time_sentence
from matcher.ranking.door_times import DoorTimes, parse_doors

TIMES = parse_doors(
    (Path(matcher.__file__).parent.parent / "models" / "doors.toml").read_text(encoding="utf-8")
)


def test_every_time_has_a_source_and_what_depends_on_life_has_no_time() -> None:
    assert all(time.source.endswith(".") for time in TIMES.by_key.values())
    assert TIMES.weeks("credential.truck") == (2, 4)
    assert TIMES.weeks("travel") is None and TIMES.weeks("credential.welding") is None
    assert TIMES.after == {"licence_c": ("licence_b",), "licence_d": ("licence_b",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "not valid TOML"),
        ("[cooking]\nsource = 'x'", "'cooking' is not one of"),
        ("credential = 3", "credential must be a table"),
        ("[credential]\ntruck = 3", "credential.truck must be a table"),
        ("[travel]\nweeks = [1, 2]", "travel needs a source"),
        ("[travel]\nsource = 'x'\nweek = 1", "'week' is not a setting"),
        ("[travel]\nsource = 'x'\nafter = 'truck'", "after must be a list"),
        *(
            (f"[spoken]\nsource = 'x'\nweeks = {weeks}", "weeks must be two whole numbers")
            for weeks in ("[4, 2]", "[2]", "3", "[-1, 2]", "[1, 9999]", "[1.5, 2]", "[true, 2]")
        ),
    ],
)
def test_a_wrong_table_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says.replace("[", r"\[")):
        parse_doors(text)


def test_an_empty_table_knows_nothing() -> None:
    assert parse_doors("") == DoorTimes({})


WORDS = {
    DoorKind.CREDENTIAL: "welding_course",
    DoorKind.SPOKEN: "B1",
    DoorKind.WRITTEN: "B1",
    DoorKind.TRAVEL: "15",
    DoorKind.PART_OF_WEEK: "weekend",
    DoorKind.HOURS: "2.5",
}


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("kind", DoorKind)
def test_every_door_is_said_in_a_whole_sentence_for_one_and_for_many(
    kind: DoorKind, lang: str
) -> None:
    said = [
        *(door_sentence(kind, WORDS[kind], count, "Kafé", lang) for count in (1, 2)),
        *(helps_sentence(kind, WORDS[kind], count, count, lang) for count in (1, 2)),
        *(time_sentence(kind, weeks, lang) for weeks in (None, (1, 1), (2, 2), (2, 4))),
    ]
    for text in said:
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".") and not set("{}_") & set(text)
    assert len(set(said)) == len(said)


def test_a_truck_licence_reads_as_an_adviser_would_say_it() -> None:
    text = door_sentence(DoorKind.CREDENTIAL, "truck", 9, "Lager hos Nord", "nb")
    takes = time_sentence(DoorKind.CREDENTIAL, TIMES.weeks("credential.truck"), "nb")
    assert f"{text} {takes}" == (
        "Truckførerbevis åpner 9 plasser til; den beste er Lager hos Nord. Det tar oftest 2–4 uker."
    )
