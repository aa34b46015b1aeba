"""The market most tests of the store and the pages begin with, small enough to know by heart."""

from datetime import date

from matcher.domain.employers import Employer, Mentor, Office, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.participants import Origin, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose

SMALL_MARKET = Market(
    offices=(Office("N1", "Testvik"), Office("N2", "Prøvedal")),
    participants=(Participant("P1", "N1"), Participant("P2", "N2")),
    wishes=(
        Wish("P1", "stå i kassa", 1, Origin.OWN),
        Wish("P1", "noe med dyr", 2, Origin.FRIENDS),
    ),
    employers=(Employer("E1", "Prøvebutikken", capacity=2),),
    mentors=(Mentor("M1", "E1", capacity=1), Mentor("M2", "E1", capacity=1)),
    openings=(
        Opening(
            "O1",
            "E1",
            "Butikk",
            "5223",
            tuple(Purpose),
            2,
            ("M2", "M1"),
            status=OpeningStatus.OPEN,
        ),
        Opening("O2", "E1", "Lager"),
    ),
    placements=(
        Placement(
            "PL1",
            "P1",
            "O1",
            Purpose.TASTE,
            PlacementStatus.RUNNING,
            "M1",
            date(2025, 8, 25),
            date(2025, 9, 5),
        ),
    ),
)
