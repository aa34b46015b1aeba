"""A port for a server that a test starts."""

import socket
from contextlib import suppress
from random import SystemRandom

# Below those that a computer gives to what goes out: nobody takes it until the server listens.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """A port of this machine where nothing listens."""
    while True:
        port = SystemRandom().randint(FIRST, LAST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
