"""Who is looking: every workflow that touches a person takes a ``Viewer``."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do. ``OPERATOR`` is the person at the command line of the server."""

    ADVISER = "adviser"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    EMPLOYER = "employer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account on whose behalf something is read or changed.

    ``employer_id`` is set for an employer's people and for nobody else; they see no office.
    """

    name: str
    role: Role
    office_id: str | None = None
    employer_id: str | None = None

    def sees_office(self, office_id: str) -> bool:
        """Whether participants of ``office_id`` are visible.

        >>> Viewer("kari", Role.ADVISER, "N1").sees_office("N2")
        False
        """
        if self.role is Role.OPERATOR:
            return True
        works_there = self.role in (Role.ADVISER, Role.LEADER)
        return works_there and self.office_id == office_id

    def sees_employer(self, employer_id: str) -> bool:
        """Whether the openings, mentors and placements of ``employer_id`` may be seen and changed.

        Offices share employers, so every adviser may; an employer's people see their own alone.

        >>> Viewer("ola", Role.EMPLOYER, employer_id="E1").sees_employer("E2")
        False
        """
        if self.role is Role.EMPLOYER:
            return self.employer_id == employer_id
        return self.role is not Role.ADMINISTRATOR


OPERATOR = Viewer("command line", Role.OPERATOR)
