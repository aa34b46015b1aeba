"""What pages behind a link share: they leave no trace, and say on a bare page what went wrong."""

from flask import Response, current_app, make_response, render_template, request

from matcher.domain.errors import JobbsmakError, NotFound, StoreProblem


def leave_no_trace(response: Response) -> Response:
    """No list of search results and no other site learns the address."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def closed_page(error: Exception) -> Response:
    """A page without anything of ours: the link does not hold, or something went wrong."""
    missing = isinstance(error, NotFound)
    if isinstance(error, JobbsmakError) and not missing:
        current_app.logger.warning("%s: %s", request.endpoint, error)
    state = "broken" if missing else "trouble"
    text = render_template("report/closed.html", state=state, form_languages={})
    code = getattr(error, "code", None) or (404 if missing else _status(error))
    return make_response(text, code)


def _status(error: Exception) -> int:
    return 503 if isinstance(error, StoreProblem) else 400
