"""A store in which somebody has a row in every table that may hold something about a person."""

from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.employers import Employer, Mentor, Office, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.participants import Experience, ExperienceKind, Origin, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.columns import METADATA
from matcher.store.engine import writing
from matcher.store.model_registry import ModelVersion, add_version
from matcher.store.writers import upsert_market

TODAY = date(2026, 9, 1)
AT = datetime(2026, 3, 2, 9)
PERSON, OTHER = "P-77", "P-7"
NAME, PHONE, EMAIL = "Ola Ærlig Nordmann", "+47 912 34 567", "ola.nordmann@example.no"
# What must not be found anywhere when the person is gone.
TRACES = (PERSON, "PL-77", NAME, "Nordmann", "912 34 567", "91234567", EMAIL, "stå i kassa")


def fill(engine: sa.Engine) -> None:
    """Put everything in."""
    with writing(engine) as connection:
        upsert_market(connection, market())
        for table, rows in ROWS.items():
            for row in rows:
                connection.execute(METADATA.tables[table].insert().values(row))
        for version, as_of in (("old", "2025-12-31"), ("new", "2026-06-30")):
            manifest = {"as_of": as_of, "rows": 2}
            add_version(connection, ModelVersion(version, AT, "0" * 64, manifest))


def market() -> Market:
    """Two people with a placement each, at one employer."""
    return Market(
        offices=(Office("N1", "Testvik"),),
        participants=(
            Participant(
                PERSON, "N1", "kari", name=NAME, phone=PHONE, email=EMAIL, audit_group="a",
                credentials=("truck",), functional_limits=("cold",),
                programme_start=date(2024, 1, 8), programme_end=date(2026, 1, 30),
                programme_outcome=NextStep.JOB,
            ),
            Participant(OTHER, "N1", "kari", name="Kari Olsen", programme_start=date(2026, 1, 5)),
        ),
        wishes=(Wish(PERSON, "stå i kassa", 1, Origin.OWN), Wish(OTHER, "lager", 1, Origin.OWN)),
        experiences=(
            Experience(PERSON, "lager hos Posten", months=3, kind=ExperienceKind.JOB),
            Experience(OTHER, f"butikk, sammen med {NAME}", months=1),
        ),
        employers=(Employer("E1", "Prøvebutikken", capacity=5),),
        mentors=(Mentor("M1", "E1", capacity=5),),
        openings=(
            Opening("O1", "E1", "Butikk", "5223", tuple(Purpose), 5, ("M1",),
                    status=OpeningStatus.OPEN),
        ),
        placements=(
            Placement("PL-77", PERSON, "O1", Purpose.EXPERIENCE, PlacementStatus.ENDED, "M1",
                      date(2025, 11, 3), date(2026, 1, 30), date(2026, 1, 30)),
            Placement("PL-7", OTHER, "O1", Purpose.TASTE, PlacementStatus.RUNNING, "M1",
                      date(2026, 8, 24), date(2026, 9, 4)),
        ),
        outcomes=(
            Outcome("PL-77", Reporter.ADVISER, date(2026, 2, 2), showed_up=True, completed=True,
                    end_reason=EndReason.COMPLETED, next_step=NextStep.JOB),
        ),
    )  # fmt: skip


ROWS = {
    "accounts": [
        {"name": "kari", "office_id": "N1", "role": "adviser", "password_hash": "x",
         "created_on": TODAY, "language": "nb"},
    ],
    "interview_facts": [
        {"participant_id": PERSON, "dimension": "people", "likes": True, "text": "liker folk",
         "said_by": "participant", "said_on": TODAY},
    ],
    "dismissals": [
        {"participant_id": PERSON, "opening_id": "O1", "reason": "too_far",
         "said_by": "participant", "said_on": TODAY, "note": "for langt"},
        {"participant_id": OTHER, "opening_id": "O1", "reason": "other", "said_by": "adviser",
         "said_on": TODAY, "note": f"vil ikke være med Nordmann, Ola Ærlig eller {PERSON}"},
    ],
    "placement_events": [
        {"placement_id": "PL-77", "happened_at": AT, "done_by": "kari", "step": "end",
         "status": "ended", "version": 2, "day": date(2026, 1, 30), "reason": "fast jobb"},
        {"placement_id": "PL-7", "happened_at": AT, "done_by": "kari", "step": "extend",
         "status": "running", "version": 2, "reason": "tok over etter PL-77"},
    ],
    "reports_given": [
        {"placement_id": "PL-77", "reporter": "mentor", "reported_on": TODAY, "given_at": AT,
         "given_by": "mentor", "answers": {"training": "mer kasse", "would_hire": "yes"}},
        {"placement_id": "PL-7", "reporter": "mentor", "reported_on": TODAY, "given_at": AT,
         "given_by": "mentor", "answers": {"training": f"som {NAME} fikk"}},
    ],
    "report_drafts": [
        {"placement_id": "PL-77", "reporter": "participant", "saved_at": AT,
         "answers": {"fit_tasks": "4"}},
    ],
    "report_links": [
        {"id": "l1", "placement_id": "PL-77", "reporter": "mentor", "made_at": AT,
         "made_by": "kari", "expires_on": date(2026, 4, 1)},
    ],
    "follow_ups": [
        {"placement_id": "PL-77", "done_on": TODAY, "done_by": "kari", "note": "ringte"},
        {"placement_id": "PL-7", "done_on": TODAY, "done_by": "kari",
         "note": f"ring {PHONE} (91234567) eller {EMAIL}"},
    ],
    "next_rungs": [
        {"placement_id": "PL-77", "rung": "contract", "by_date": TODAY, "said_by": "kari",
         "said_on": TODAY},
    ],
    "chosen_features": [
        {"placement_id": "PL-77", "chosen_on": date(2025, 10, 20), "model_version": "d1",
         "features": {"travel_minutes": 25.0, "mentor_fits": 0.4, "past_no_shows": None}},
    ],
    "requests": [
        {"id": "r1", "placement_id": "PL-77", "status": "answered", "profile": "liker folk",
         "agreed_on": TODAY, "agreed_with": "kari", "made_at": AT, "made_by": "kari",
         "answer_by": TODAY, "version": 2, "answer": "not_now", "not_now": "later",
         "note": "ring til høsten", "answered_at": AT, "answered_by": "butikken@example.no"},
        {"id": "r10", "placement_id": "PL-7", "status": "sent", "profile": "liker dyr",
         "agreed_on": TODAY, "agreed_with": "kari", "made_at": AT, "made_by": "kari",
         "answer_by": TODAY, "version": 1},
    ],
    "request_links": [
        {"id": "rl1", "request_id": "r1", "email": "butikken@example.no", "made_at": AT,
         "expires_at": AT},
    ],
    "consents": [
        {"id": "c1", "participant_id": PERSON, "opening_id": "O1", "state": "refused",
         "asked_at": AT, "asked_by": "kari", "answer_by": TODAY, "holds_until": TODAY},
    ],
    "consent_links": [{"id": "cl1", "consent_id": "c1", "made_at": AT, "expires_at": AT}],
    "call_requests": [
        {"id": 7, "employer_id": "E1", "mentor_id": "M1", "placement_id": "PL-77", "asked_at": AT,
         "asked_by": "mentor", "note": "om arbeidstiden"},
        {"id": 77, "employer_id": "E1", "asked_at": AT, "asked_by": "mentor",
         "note": f"om {NAME}"},
    ],
    "mails": [
        {"id": "m1", "subject_key": "consent:c1", "to_address": EMAIL, "subject": "Et spørsmål",
         "body": f"Hei {NAME}", "language": "nb", "participant_id": PERSON, "made_at": AT,
         "made_by": "kari", "state": "sent", "attempts": 1, "sent_at": AT},
        *({"id": f"m{request}", "subject_key": f"request:{request}:asked:butikken@example.no",
           "to_address": "butikken@example.no", "subject": "Kan dere ta imot en person?",
           "body": f"[[answer:l{request}]]", "language": "nb", "office_id": "N1",
           "employer_id": "E1", "made_at": AT, "made_by": "kari", "state": "queued",
           "attempts": 0, "next_try_at": AT, "participant_id": person}
          for request, person in (("r1", PERSON), ("r10", OTHER))),
    ],
    "api_tokens": [
        {"id": "t1", "digest": "d1", "name": "vaktplan", "scopes": "requests:write",
         "employer_id": "E1", "made_by": "kari", "made_on": TODAY, "expires_on": TODAY},
    ],
    "idempotency_keys": [
        {"token_id": "t1", "key": f"k-{request}", "request_digest": "x", "status": 200,
         "made_at": AT, "body": {"headers": {}, "document": {
             "request_id": request, "placement_id": None, "note": f"svar om {request}"}}}
        for request in ("r1", "r10")
    ],
    "follow_up_rhythms": [
        {"participant_id": PERSON, "early_weeks": 2, "early_days": 7, "later_days": 14},
    ],
    "week_activities": [
        {"participant_id": PERSON, "activity": "own", "title": "trening", "weekday": 1,
         "from_minute": 600, "to_minute": 660, "starts": TODAY},
    ],
    "suggestion_lists": [
        {"id": 1, "participant_id": PERSON, "office_id": "N1", "shown_at": AT, "shown_by": "kari",
         "today": date(2026, 3, 2), "model_version": "d1"},
    ],
    "suggestions_shown": [
        {"list_id": 1, "position": 1, "opening_id": "O1", "mentor_id": "M1", "value": 0.5,
         "price": 0.1, "score": 0.42, "probability": 1.0},
    ],
    "plans": [
        {"id": number, "office_id": "N1", "today": date(2026, 3, 2), "made_at": AT,
         "made_by": "kari", "purpose": purpose, "objective": "people", "fairness": "off",
         "model_version": "d1", "value": 0.9, "upper_bound": 0.9, "first_come": 0.8,
         "greedy": 0.8, "fairness_cost": 0.0}
        for number, purpose in ((1, None), (2, "taste"))
    ],
    "plan_assignments": [
        {"plan_id": 1, "participant_id": each, "opening_id": "O1", "purpose": "experience",
         "starts": TODAY, "planned_end": TODAY, "value": 0.45, "locked": False}
        for each in (PERSON, OTHER)
    ],
    "plan_unassigned": [
        {"plan_id": 2, "participant_id": PERSON, "reason": "no_opening", "count": 0},
    ],
    "day_marks": [
        {"account": "kari", "item": item, "marked_on": TODAY, "until": None}
        for item in (f"empty:{PERSON}:2026-02-01", "follow_up:PL-77:2026-02-01",
                     f"empty:{OTHER}:2026-02-01", "promise:7", "ring:7", "ring:77")
    ],
    "employer_contacts": [
        {"employer_id": "E1", "office_id": "N1", "spoken_on": date(2026, 3, 2),
         "spoken_by": "kari", "by": "phone", "note": f"fornøyd med {NAME.upper()}",
         "promised": f"ny etter {PERSON}", "promised_for": TODAY},
    ],
    "nights": [
        {"id": 1, "today": TODAY, "started_at": AT, "alive_at": AT, "finished_at": AT,
         "claimed_by": "h:1", "state": "kept", "message": "kept",
         "report": {"notes": ["the first is PL-77."], "rows": 1}},
    ],
}  # fmt: skip
