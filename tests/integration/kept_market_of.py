"""What a program's store holds, as the market that matching looks at."""

from matcher.domain.market import Market
from matcher.store.engine import reading
from matcher.store.readers import read_market
from matcher.workflows.program import Program


def market_of(program: Program) -> Market:
    """The whole market of a program's store."""
    with reading(program.engine) as connection:
        return read_market(connection)
