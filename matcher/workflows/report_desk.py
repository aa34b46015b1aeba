"""Makes offices' reports, and remembers the latest ones for as long as the store stays as it is."""

from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.store.engine import reading
from matcher.store.readers import store_version
from matcher.workflows.office_period import Period
from matcher.workflows.report_office import OfficeReport, office_report, sees_report

# A page and its two files, in a few periods.
REMEMBERED = 8

_Key = tuple[int, str, Period, date]


class ReportDesk:
    """The reports of one store; whoever may not see one is refused before anything is looked up."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._made: dict[_Key, OfficeReport] = {}

    def report(
        self, viewer: Viewer, office_id: str, period: Period, *, today: date
    ) -> OfficeReport:
        """As ``office_report``, and with its refusals."""
        if not sees_report(viewer) or not viewer.sees_office(office_id):
            return office_report(self._engine, viewer, office_id, period, today=today)
        with reading(self._engine) as connection:
            # Read first: a change that comes between makes the next reader ask again.
            key = (store_version(connection), office_id, period, today)
        found = self._made.get(key)
        if found is None:
            found = office_report(self._engine, viewer, office_id, period, today=today)
            kept = [each for each in self._made.items() if each[0][0] == key[0]]
            self._made = dict([*kept[1 - REMEMBERED :], (key, found)])
        return found
