"""What a place at each opening costs an office's others, by its latest plan."""

import numpy as np

from matcher.domain.arrays import Floats
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import latest_prices
from matcher.workflows.program import Program


def prices_for(program: Program, day: MarketDay, office_id: str) -> Floats:
    """(O,) prices of the openings; 0 where there is no plan.

    From the office's latest plan of that day or before: what one more slot with its mentor and its
    employer's consent would gain the office.
    """
    with reading(program.engine) as connection:
        known = latest_prices(connection, office_id, day.today)
    prices = np.zeros(len(day.ready.openings))
    for opening_id, price in known.items():
        column = day.ready.column_of.get(opening_id)
        if column is not None:
            prices[column] = price
    return prices
