"""Every operation of the API, in the order of its document."""

from web.api import capacity, mentors, openings, outcomes, requests, suggestions, token
from web.api.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *token.OPERATIONS,
    *openings.OPERATIONS,
    *mentors.OPERATIONS,
    *capacity.OPERATIONS,
    *requests.OPERATIONS,
    *suggestions.OPERATIONS,
    *outcomes.OPERATIONS,
)
