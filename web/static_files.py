"""Style sheets, scripts and icons: compressed on the way, and kept by browsers until they change.

Pages themselves are not compressed: they hold what a person typed beside secrets of ours.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_TEXTS = (".css", ".js", ".svg")
_A_YEAR = 365 * 24 * 3600
_A_WEEK = 7 * 24 * 3600


def init_app(app: Flask) -> None:
    """Mark each static address of ``app`` with its file; give each such answer its headers."""
    folder = Path(str(app.static_folder))

    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", mark(folder / values["filename"]))

    def finish(response: Response) -> Response:
        if request.endpoint == "static" and request.view_args and response.status_code < 400:
            _finish(response, folder / request.view_args["filename"])
        return response

    app.url_defaults(add_mark)
    app.after_request(finish)


@lru_cache(1000)
def mark(path: Path) -> str | None:
    """A few letters that change with the file; None where there is none.

    >>> mark(Path(__file__)) == mark(Path(__file__)), mark(Path("no such file"))
    (True, None)
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    except OSError:
        return None


@lru_cache(100)
def compressed(path: Path, _changed: float) -> bytes:
    """The file as gzip, the same bytes each time.

    >>> gzip.decompress(compressed(Path(__file__), 0.0)) == Path(__file__).read_bytes()
    True
    """
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _finish(response: Response, path: Path) -> None:
    if request.args.get("v") == mark(path):
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    elif path.suffix == ".woff2":  # named by the font's own style sheet, without a mark
        response.headers["Cache-Control"] = f"public, max-age={_A_WEEK}"
    if path.suffix not in _TEXTS:
        return
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0 or response.status_code != 200:
        return
    response.direct_passthrough = False
    response.close()  # the opened file, which is not sent
    response.set_data(compressed(path, path.stat().st_mtime))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
