"""Mails about a request that were queued before it was kept whom they are about."""

import sqlalchemy as sa
from alembic import command

from matcher.domain.mails import Mail
from matcher.store.employer_tables import mails, requests
from matcher.store.engine import migrating, reading, writing
from matcher.store.mails import queue_mail
from matcher.store.migrate import alembic_config
from tests.integration.request_cases import NOW
from tests.integration.web_start import TODAY

ASKED = {
    "placement_id": "PL1", "status": "sent", "profile": "Vil prøve.", "agreed_on": TODAY,
    "agreed_with": "kari", "made_at": NOW.replace(tzinfo=None), "made_by": "kari",
    "answer_by": TODAY, "version": 1,
}  # fmt: skip
# One id is how another one begins, and has a sign that other questions take for any letter.
KEYS = {
    "request:R_1:asked:ola@prove.no": "P1",
    "request:RA1:asked:ola@prove.no": None,
    "request:R_:asked:ola@prove.no": None,
    "invitation:R_1": None,
}


def test_they_are_found_by_the_request_and_by_nothing_else(filled: sa.Engine):
    with migrating(filled) as connection:
        command.downgrade(alembic_config(connection), "0010")
    with writing(filled) as connection:
        connection.execute(requests.insert().values(id="R_1", **ASKED))
        for key in KEYS:
            queue_mail(connection, Mail(key, "ola@prove.no", "s", "b", "kari"), NOW)
    with migrating(filled) as connection:
        command.upgrade(alembic_config(connection), "0011")
    with reading(filled) as connection:
        rows = connection.execute(sa.select(mails.c.subject_key, mails.c.participant_id)).all()
    assert {row.subject_key: row.participant_id for row in rows} == KEYS
