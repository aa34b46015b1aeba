"""The occupations of the simulated region: how common, how popular, and what the work asks for.

The table is the simulation's own. It shares nothing with the program's catalogue of occupations or
with ``models/day_one.toml``, so that what is learned from a simulation is not what was put in.
"""

from dataclasses import dataclass

from matcher.domain.cefr import Level
from matcher.domain.employers import LanguageUse
from matcher.domain.participants import PartOfWeek
from matcher.simulation.trade_words import WORDS

# code; popularity among borrowed wishes; supply of openings; hours a week; parts of
# the week (d e n w); Norwegian spoken, written and used; credentials; demands; and how much of it
# is people, hands, outdoors, care and pace (0-4 each).
_TABLE = """
5223 10 10 30.0 dew  A2 A1 constant -                            standing,crowds        42013
9334 4  8  25.0 de   A1 A0 some     -                            standing,heavy_lifting 13014
9112 6  9  30.0 de   A1 A0 some     -                            standing               03002
8157 1  3  30.0 d    A1 A0 some     -                            standing               13003
9412 7  10 30.0 dew  A1 A0 some     hygiene                      standing               13013
5120 6  3  35.5 dew  A2 A1 some     hygiene                      standing               14014
5131 4  3  25.0 ew   B1 A2 constant -                            standing,crowds        42014
5246 6  6  25.0 dew  A2 A1 constant hygiene                      standing,crowds        43014
5132 2  1  20.0 enw  B1 A2 constant -                            night_work,crowds      42014
4321 9  9  37.5 d    A2 A1 some     -                            heavy_lifting          13013
8344 6  4  37.5 de   A2 A1 some     truck                        driving                03013
9333 2  4  30.0 de   A1 A0 some     -                            heavy_lifting,cold     13114
9321 2  6  30.0 d    A1 A0 some     -                            standing               13013
8322 6  3  37.5 d    A2 A1 some     licence_b                    driving                22113
8332 4  2  37.5 de   A2 A2 some     licence_c                    driving                12113
8331 4  1  35.5 dew  B1 A2 constant licence_d                    driving,crowds         31013
4412 2  2  30.0 d    A2 A2 some     licence_b                    driving,stairs         21203
8311 2  0  35.5 den  B2 B2 constant -                            driving,night_work     11003
5311 9  9  30.0 d    A2 A2 constant police_certificate           crowds                 42243
5312 5  5  27.0 d    B1 A2 constant police_certificate           crowds                 42142
2342 3  1  37.5 d    B2 B2 constant police_certificate           crowds                 42243
5321 8  4  28.0 dew  B1 B1 constant police_certificate           standing,heavy_lifting 43043
5329 6  6  25.0 dew  A2 A2 constant police_certificate           standing,heavy_lifting 43043
5322 3  4  28.0 dew  A2 A2 constant licence_b,police_certificate driving                43142
2223 4  1  35.5 denw B2 B2 constant police_certificate           standing,night_work    43044
7115 6  3  37.5 d    A2 A1 some     hms_card                     heavy_lifting,cold     14213
7131 3  2  37.5 d    A1 A0 some     hms_card                     stairs                 14012
9313 4  5  37.5 d    A1 A0 some     hms_card                     heavy_lifting,cold     14313
9312 2  3  37.5 d    A1 A0 some     hms_card                     heavy_lifting,cold     13413
7411 4  1  37.5 d    B1 B1 some     hms_card,licence_b           stairs                 14112
7126 2  1  37.5 d    A2 A2 some     hms_card,licence_b           heavy_lifting          24112
9329 2  6  37.5 d    A1 A0 some     -                            standing               13013
8160 2  4  37.5 de   A1 A0 some     hygiene                      standing,cold          13013
7512 4  2  30.0 dn   A2 A1 some     hygiene                      standing,night_work    14013
7511 1  2  37.5 d    A1 A0 some     hygiene                      standing,cold          14013
7531 3  1  25.0 d    A1 A0 none     -                            -                      14001
7212 3  2  37.5 d    A2 A1 none     -                            standing               04102
6113 3  3  30.0 d    A1 A0 some     -                            heavy_lifting,cold     13421
9214 3  5  25.0 d    A1 A0 none     -                            standing,cold          03421
6121 2  2  25.0 dw   A1 A0 some     -                            heavy_lifting,cold     04432
6221 2  2  37.5 d    A2 A1 some     -                            heavy_lifting,cold     14413
5164 4  2  20.0 dw   A2 A1 some     -                            standing               23242
7231 6  4  37.5 d    A2 A1 some     -                            heavy_lifting          14012
9122 2  4  30.0 d    A1 A0 none     -                            standing               13113
4110 5  5  30.0 d    B1 B1 constant -                            -                      31002
4222 2  3  30.0 de   B2 B1 constant -                            -                      41003
4226 3  2  25.0 d    B1 B1 constant -                            crowds                 41022
3512 4  2  30.0 d    B1 B1 some     -                            -                      33002
2512 4  1  37.5 d    B1 B2 some     -                            -                      12002
5141 6  2  30.0 dw   A2 A1 constant -                            standing               44032
5142 3  1  25.0 d    A2 A1 constant -                            standing               43031
5153 4  5  30.0 d    A2 A1 some     licence_b                    stairs,driving         24212
9611 1  3  37.5 d    A1 A0 some     -                            heavy_lifting,cold     13413
5414 4  1  35.5 denw B1 B1 constant police_certificate           night_work,crowds      41112
2652 4  1  15.0 ew   A2 A1 some     -                            crowds                 32001
"""

_PARTS = {part.value[0]: part for part in PartOfWeek}


@dataclass(frozen=True, slots=True)
class Trade:
    """One occupation; ``traits`` are its amounts of people, hands, outdoors, care and pace."""

    code: str
    title: str
    tasks: str
    wishes: tuple[str, ...]
    popularity: float
    supply: float
    hours: float
    schedule: tuple[PartOfWeek, ...]
    spoken: Level
    written: Level
    use: LanguageUse
    credentials: tuple[str, ...]
    demands: tuple[str, ...]
    traits: tuple[int, ...]


def _words(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split(","))


def _trade(line: str) -> Trade:
    code, popularity, supply, hours, schedule, *rest = line.split()
    spoken, written, use, credentials, demands, traits = rest
    title, tasks, wishes = WORDS[code]
    return Trade(
        code=code,
        title=title,
        tasks=tasks,
        wishes=tuple(wishes.split("|")),
        popularity=float(popularity),
        supply=float(supply),
        hours=float(hours),
        schedule=tuple(_PARTS[letter] for letter in schedule),
        spoken=Level.parse(spoken),
        written=Level.parse(written),
        use=LanguageUse(use),
        credentials=_words(credentials),
        demands=_words(demands),
        traits=tuple(int(digit) for digit in traits),
    )


TRADES = tuple(_trade(line) for line in _TABLE.strip().splitlines())
