"""The numbers of ``models/tastes.toml`` are checked as they are read."""

from pathlib import Path

import pytest

import matcher
from matcher.domain.errors import BadInput
from matcher.domain.participants import Origin
from matcher.tasting.settings import parse_settings

TEXT = (Path(matcher.__file__).parents[1] / "models" / "tastes.toml").read_text(encoding="utf-8")


def test_the_delivered_file_is_right() -> None:
    settings = parse_settings(TEXT)
    assert set(settings.wish_real) == set(Origin)
    assert settings.wish_real[Origin.OWN] == max(settings.wish_real.values())
    assert settings.taste_noise < settings.answer_noise


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cost = 0.1", "", "'cost' is missing"),
        ("cost = 0.1", "cost = 0.1\nprice = 1", "'price' is not a setting"),
        ("cost = 0.1", "cost = 0", "cost must be a number above 0; it is 0"),
        ("cost = 0.1", "cost = true", "cost must be a number above 0; it is True"),
        ("cost = 0.1", "cost = nan", "cost must be a number above 0; it is nan"),
        ("cost = 0.1", "cost = '0.1'", "cost must be a number above 0; it is '0.1'"),
        ("cost = 0.1", "cost =", "not valid TOML"),
        ("answer_whole = 0.3", "answer_whole = 1.5", "answer_whole is a share"),
        ("own = 0.6", "own = 1.6", "probabilities, from 0 to 1"),
        ("own = 0.6", "", "wish_real needs exactly own"),
        ("friends = 0.3", "friends = 0.3\nneighbour = 0.2", "wish_real needs exactly own"),
        ("friends = 0.3", "friends = -1", "wish_real.friends must be a number above 0"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(old: str, new: str, said: str) -> None:
    assert f"\n{old}" in TEXT
    with pytest.raises(BadInput, match=r"tastes\.toml") as refused:
        parse_settings(TEXT.replace(f"\n{old}", f"\n{new}", 1))
    assert said in str(refused.value)
