"""Starts the web server in place of this process."""

import os
import socket
import sys

from matcher.domain.errors import NotAllowed

LOOPBACK = ("127.0.0.1", "::1", "localhost")
WORKERS, THREADS = 2, 4


def check_port(host: str, port: int) -> None:
    """NotAllowed with what to do where the address cannot be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise NotAllowed(
                f"Cannot listen on {host}:{port}: {reason}. Choose another with --port."
            ) from None


def serve_pages(host: str, port: int) -> None:
    """Run gunicorn with the application; does not return.

    On loopback the cookies travel without https, unless JOBBSMAK_SECURE_COOKIES is 1, as it
    should be where a proxy on this machine speaks https to the world. JOBBSMAK_ACCESS_LOG is a file
    (or - for standard output) that gets a line a request; neither log ever says who or whom.
    """
    check_port(host, port)
    secure = os.environ.get("JOBBSMAK_SECURE_COOKIES", "0" if host in LOOPBACK else "1") == "1"
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", address,
        "--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning",
        "--worker-class", "web.refused.Worker",
        "--logger-class", "web.logs.ServerLog", *_access_log(),
        f"web:create_app({{'SECURE_COOKIES': {secure}, 'WARM_UP': True, 'MAIL_WORKER': True}})",
    ]  # fmt: skip
    os.execv(sys.executable, command)


def _access_log() -> list[str]:
    file = os.environ.get("JOBBSMAK_ACCESS_LOG")
    if not file:
        return []
    # Time, method, route, status, bytes, microseconds.
    line = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(D)s'
    return ["--access-logfile", file, "--access-logformat", line]
