"""The pages that job specialists use; they call `matcher.workflows` and print what it answers."""

from collections.abc import Mapping

from flask import Flask

from web import (
    access,
    api,
    errors,
    languages,
    logs,
    mail_worker,
    notices,
    people,
    proxies,
    security,
    static_files,
    takes_nobody,
    tasks,
    templating,
    trail,
    warm_up,
    workplace,
)
from web.settings import read_settings


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """The application; ``settings`` override the environment (see `web.settings`).

    DATABASE_URL, MODELS (the folder of learned models), SECRET_KEY, TODAY (a day that stays),
    SECURE_COOKIES, SESSION_MINUTES, WARM_UP (read the day's market at once, in a thread beside),
    MAIL_SERVER, ADDRESS, MAIL_WORKER (send mail, in a thread beside).
    BadInput or StoreProblem where a setting cannot be used.
    """
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # an address with two slashes is no page, and is not led on
    app.config.from_mapping(read_settings(settings or {}))
    proxies.init_app(app)
    logs.init_app(app)
    languages.init_app(app)
    people.init_app(app)
    access.init_app(app)
    security.init_app(app)
    static_files.init_app(app)
    templating.init_app(app)
    notices.init_app(app)
    workplace.init_app(app)
    takes_nobody.init_app(app)
    errors.init_app(app)
    tasks.init_app(app)
    api.init_app(app)
    trail.init_app(app)
    warm_up.init_app(app)
    mail_worker.init_app(app)
    return app
