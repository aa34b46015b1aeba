"""The day-one model as it stands in ``models/``, for tests."""

from pathlib import Path

import matcher
from matcher.ranking.day_one import parse_day_one
from matcher.ranking.model import day_one_model

TEXT = (Path(matcher.__file__).parent.parent / "models" / "day_one.toml").read_text("utf-8")
DAY_ONE = parse_day_one(TEXT)
MODEL = day_one_model(DAY_ONE)
