"""Use case: have in memory what every answer of the day needs, before somebody waits for it."""

from datetime import date

from matcher.domain.access import OPERATOR
from matcher.domain.participants import Participant, in_programme
from matcher.store.engine import reading
from matcher.store.readers import read_all
from matcher.workflows.plan import usual_wishes
from matcher.workflows.plan_making import make_plans
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from matcher.workflows.taste import advise_taste

# For so many people: enough to load every library and every table of the model.
PEOPLE = 2
# A text that no title holds, so that the tables for misspelled words are made.
UNLIKE_ALL = "butikmedarbeidr"


def warm_up(program: Program, *, today: date) -> int:
    """Read the day's market, and make a plan and lists that are thrown away and not logged.

    Answers for how many people.
    """
    day = program.market_day(today)
    program.resolve(UNLIKE_ALL)
    with reading(program.engine) as connection:
        people = [p for p in read_all(connection, Participant) if in_programme(p, today)][:PEOPLE]
    make_plans(program, day, [], people, usual_wishes(program), "")
    for person in people:
        suggest(program, OPERATOR, person.participant_id, today=today, log=False)
        advise_taste(program, OPERATOR, person.participant_id, today=today)
    return len(people)
