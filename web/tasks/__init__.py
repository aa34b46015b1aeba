"""One blueprint for each task of a user; a view parses, calls a workflow, and shows the answer."""

from flask import Flask

from web.tasks import (
    calls,
    caseload,
    edit,
    health,
    language,
    model,
    participant,
    placement,
    plan,
    plan_steps,
    report,
    report_link,
    sign_in,
    suggestions,
    tastes,
    together,
    why,
)

_TASKS = (
    sign_in,
    language,
    health,
    model,
    caseload,
    plan,
    plan_steps,
    participant,
    edit,
    placement,
    suggestions,
    tastes,
    why,
    together,
    report,
    report_link,
    calls,
)


def init_app(app: Flask) -> None:
    """Give ``app`` its pages."""
    for task in _TASKS:
        app.register_blueprint(task.page)
