"""One blueprint for each task of a user; a view parses, calls a workflow, and shows the answer."""

from flask import Flask

from web.tasks import (
    audit_looks,
    calendar,
    calls,
    caseload,
    doors,
    edit,
    employers,
    find,
    follow_ups,
    health,
    language,
    model,
    my_day,
    office_report,
    organisation,
    participant,
    password,
    placement,
    plan,
    plan_steps,
    portfolio,
    report,
    report_link,
    sign_in,
    suggestions,
    tastes,
    together,
    week,
    why,
    workplace_home,
)

_TASKS = (
    sign_in,
    organisation,
    password,
    language,
    health,
    model,
    my_day,
    caseload,
    plan,
    plan_steps,
    participant,
    edit,
    placement,
    suggestions,
    tastes,
    why,
    doors,
    together,
    week,
    report,
    report_link,
    calls,
    follow_ups,
    calendar,
    office_report,
    employers,
    portfolio,
    find,
    audit_looks,
    workplace_home,
)


def init_app(app: Flask) -> None:
    """Give ``app`` its pages."""
    for task in _TASKS:
        app.register_blueprint(task.page)
