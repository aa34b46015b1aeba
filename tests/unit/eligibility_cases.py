"""The three answers of a rule by their short names, and the days on either side of today."""

from datetime import timedelta

from matcher.eligibility.rules import State
from tests.unit.market_builders import TODAY

MET, NOT_MET, UNKNOWN = State.MET, State.NOT_MET, State.UNKNOWN
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
