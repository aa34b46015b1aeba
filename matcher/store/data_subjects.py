"""Whose data each table holds, for the papers: participants, and whom else the store knows.

Participants are told from ``personal_data``; here stand the others. A test asks of every table with
somebody's name, number or address in it whose that is.
"""

from enum import StrEnum

from matcher.store.personal_data import BY_DIGEST, BY_TABLE, NAMED_IN


class Subject(StrEnum):
    """Somebody whom a row is about, or who stands in it."""

    PARTICIPANT = "participant"
    MENTOR = "mentor"
    EMPLOYER = "employer"
    STAFF = "staff"


_M, _E, _S = Subject.MENTOR, Subject.EMPLOYER, Subject.STAFF

# Besides participants; ``employer``: whoever acts for one, by name or address.
OTHERS: dict[str, tuple[Subject, ...]] = {
    "accounts": (_E, _S),
    "api_tokens": (_S,),
    "audit_log": (_E, _S),
    "calendar_links": (_S,),
    "call_requests": (_M, _E, _S),
    "closed_accounts": (_E, _S),
    "complaints": (_E, _S),
    "consents": (_S,),
    "day_marks": (_S,),
    "employer_contacts": (_E, _S),
    "employer_owners": (_S,),
    "employers": (_E,),
    "erasures": (_S,),
    "findings": (_S,),
    "follow_ups": (_S,),
    "identities": (_S,),
    "idempotency_keys": (_E,),
    "invitations": (_E, _S),
    "mails": (_E, _S),
    "mentor_details": (_M, _E, _S),
    "mentors": (_M,),
    "model_promotions": (_S,),
    "next_rungs": (_S,),
    "opening_mentors": (_M,),
    "opening_posts": (_E, _S),
    "participants": (_S,),
    "placement_events": (_E, _S),
    "placements": (_M,),
    "plan_assignments": (_M,),
    "plans": (_S,),
    "report_links": (_M, _S),
    "reports_given": (_M, _S),
    "request_links": (_E,),
    "requests": (_E, _S),
    "sessions": (_E, _S),
    "sign_in_attempts": (_E, _S),
    "sign_in_links": (_E,),
    "stops": (_M, _E, _S),
    "suggestion_lists": (_S,),
    "suggestions_shown": (_M,),
}


def data_subjects(table: str) -> tuple[Subject, ...]:
    """Whose data a table holds; nobody's where there is none.

    >>> [str(each) for each in data_subjects("mails")], data_subjects("postal_codes")
    (['participant', 'employer', 'staff'], ())
    """
    of_participants = table in BY_TABLE or table in BY_DIGEST or table in NAMED_IN
    first = (Subject.PARTICIPANT,) if of_participants else ()
    return (*first, *OTHERS.get(table, ()))
