"""The real application over the store in a file, on a free port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from tests.integration.web_start import TODAY, settings_of
from web import create_app


@dataclass
class Site:
    """A running application: where it is, its store, and the application itself."""

    address: str
    store: Path
    app: Flask

    def move_to(self, day: date) -> None:
        """Move its day on."""
        self.app.config["TODAY"] = day


@contextmanager
def serving(store: Path, **settings: object) -> Iterator[Site]:
    """The pages on the store in a file, in a thread beside the test."""
    app = create_app(settings_of(f"sqlite:///{store}", **{"TODAY": TODAY, **settings}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with Running(server):
        yield Site(f"http://127.0.0.1:{server.server_port}", store, app)
    app.extensions["program"].engine.dispose()


class Running:
    """A server in a thread beside the test."""

    def __init__(self, server: BaseWSGIServer) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
