"""What the server in front of the application refuses: a line or a header that is no request.

Gunicorn would answer with what was sent, on a page without our headers.
"""

import socket
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

from web.security import HEADERS


class Worker(ThreadWorker):
    """Gunicorn's worker with threads, which refuses in words of ours."""

    def init_process(self) -> Any:
        """As gunicorn's."""
        util.write_error = _write
        return super().init_process()


def refusal(status: int, reason: str) -> bytes:
    """The whole answer: the reason and nothing of what was sent, with the headers of every page.

    >>> print(refusal(400, "Bad Request").decode().replace(chr(13), "").split("Content-Sec")[0])
    HTTP/1.1 400 Bad Request
    Connection: close
    Content-Type: text/plain; charset=utf-8
    Content-Length: 12
    Cache-Control: no-store
    <BLANKLINE>
    """
    text = f"{reason}\n"
    lines = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(text)}",
        "Cache-Control: no-store",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
    ]
    return "\r\n".join([*lines, "", text]).encode("ascii")


def _write(client: socket.socket, status: int, reason: str, _said: str) -> None:
    util.write_nonblock(client, refusal(status, reason))
