"""The employers' pages: whose they are, and what stands around them.

Which employer a page belongs to is said by its address, or by the account of whoever is signed in.
"""

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_login import current_user

from matcher.domain.access import Role
from matcher.domain.errors import StoreProblem
from matcher.workflows.workplace.named import employer_name
from web.people import program


@dataclass(frozen=True, slots=True)
class Workplace:
    """The employer whose pages are shown; ``own`` where one of its people looks at them."""

    employer_id: str
    name: str | None
    own: bool

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """The four entries of the menu: which one, and its address."""
        home = url_for("workplace.show", employer_id=self.employer_id)
        others = ("openings", "mentors", "requests")
        return (("home", home), *((name, f"{home}/{name}") for name in others))

    def is_at(self, name: str) -> bool:
        """Whether the page that is shown lies under an entry of the menu."""
        home = url_for("workplace.show", employer_id=self.employer_id)
        if name == "home":
            return request.path == home
        return f"{request.path}/".startswith(f"{home}/{name}/")


def init_app(app: Flask) -> None:
    """Tell the templates of ``app`` whose pages they show: ``workplace()``, or None."""
    app.context_processor(lambda: {"workplace": workplace})


def is_employer() -> bool:
    """Whether one of an employer's people is signed in."""
    return bool(current_user.is_authenticated and current_user.account.role is Role.EMPLOYER)


def workplace() -> Workplace | None:
    """The employer of this page; never an error, for error pages show it too."""
    if "workplace" not in g:
        g.workplace = _find()
    found: Workplace | None = g.workplace
    return found


def _find() -> Workplace | None:
    if not current_user.is_authenticated:
        return None
    viewer, own = current_user.account.viewer, is_employer()
    employer_id = viewer.employer_id if own else (request.view_args or {}).get("employer_id")
    if employer_id is None:
        return None
    try:
        name = employer_name(program().engine, viewer, employer_id)
    except StoreProblem:
        name = None
    return Workplace(employer_id, name, own)
