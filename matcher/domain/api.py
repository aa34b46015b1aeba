"""What a token of the JSON API may do: scopes, and which of them an employer's never gets."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token may do."""

    OPENINGS_READ = "openings:read"
    OPENINGS_WRITE = "openings:write"
    MENTORS_READ = "mentors:read"
    MENTORS_WRITE = "mentors:write"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    SUGGESTIONS_READ = "suggestions:read"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_WRITE = "outcomes:write"


# What participants and advisers say of each other reaches no employer.
OFFICE_ONLY = frozenset({Scope.SUGGESTIONS_READ, Scope.OUTCOMES_READ, Scope.OUTCOMES_WRITE})
EMPLOYERS = frozenset(Scope) - OFFICE_ONLY
