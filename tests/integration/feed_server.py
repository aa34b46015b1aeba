"""A local server that speaks the vacancy feed's format, with faults on order."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BEGAN = datetime(2025, 8, 1, 6, 0, tzinfo=UTC)


def made_up_ad(uuid: str, **changes: Any) -> dict[str, Any]:
    """A made-up advertisement in the published form."""
    return {
        "uuid": uuid,
        "published": "2025-08-01T00:00:00+02:00",
        "expires": "2025-10-01T00:00:00+02:00",
        "updated": "2025-08-01T08:00:00+02:00",
        "workLocations": [
            {"country": "NORGE", "address": None, "city": "PRØVEDAL", "postalCode": "0554",
             "county": "OSLO", "municipal": "OSLO"}
        ],
        "contactList": [
            {"name": "Kari Prøvesen", "email": "kari@prove.example", "phone": "99887766",
             "role": None, "title": "Kjøkkensjef"}
        ],
        "title": f"Kokk {uuid}",
        "description": "<p>Ring Kari Prøvesen</p><script>alert('hemmelig')</script>",
        "sourceurl": f"https://prove.example/stilling/{uuid}",
        "source": "Prøve",
        "applicationUrl": "",
        "applicationDue": "Snarest",
        "occupationCategories": [{"level1": "Reiseliv og mat", "level2": "Kokk"}],
        "categoryList": [
            {"categoryType": "STYRK08NAV", "code": "5120.03", "name": "Kokk",
             "description": "", "score": 0.0}
        ],
        "jobtitle": "Kokk",
        "link": f"https://feed.example/stilling/{uuid}",
        "employer": {"name": "Prøvekjøkkenet AS", "orgnr": "999888777", "description": "",
                     "homepage": ""},
        "engagementtype": "Fast",
        "extent": "Heltid",
        "starttime": "",
        "positioncount": "2",
        "sector": "Privat",
        **changes,
    }  # fmt: skip


class FeedServer:
    """What the server holds: a log of items in the order of change, and the newest entries.

    ``faults`` are given out once each: (beginning of a path, kind), where kind is a status, or
    ``truncated``, ``cut off`` or ``silent``.
    """

    def __init__(self, page_size: int = 4) -> None:
        self.page_size = page_size
        self.items: list[Any] = []
        self.entries: dict[str, Any] = {}
        self.token = "token-1"
        self.faults: list[tuple[str, int | str]] = []
        self.asked: Counter[str] = Counter()
        self.conditions: list[dict[str, str]] = []
        self.hear: Callable[[str], None] = lambda _path: None
        self.url = ""
        self._lock = threading.Lock()

    def publish(
        self, uuid: str, status: str = "ACTIVE", title: str | None = None, **ad: Any
    ) -> str:
        """Add or change a vacancy; ``status`` INACTIVE withdraws it."""
        moment = (BEGAN + timedelta(minutes=len(self.items))).isoformat()
        content = made_up_ad(uuid, **ad) if status == "ACTIVE" else None
        if content is not None and title is not None:
            content["title"] = title
        shown = title or (content or {}).get("title") or "..."
        self.items.append(
            {"id": uuid, "url": f"/api/v1/feedentry/{uuid}", "title": shown,
             "content_text": "Stillingsannonse", "date_modified": moment,
             "_feed_entry": {"uuid": uuid, "status": status, "title": shown,
                             "businessName": "Prøvekjøkkenet AS", "municipal": "OSLO",
                             "sistEndret": moment}}
        )  # fmt: skip
        self.entries[uuid] = {
            "uuid": uuid, "ad_content": content, "sistEndret": moment, "status": status,
        }  # fmt: skip

    def page(self, number: int) -> dict[str, Any] | None:
        """The page as it is now; consecutive ones share an item."""
        first = number * (self.page_size - 1)
        if number and first >= len(self.items):
            return None
        more = first + self.page_size < len(self.items)
        next_id = f"page-{number + 1}" if more else None
        return {
            "version": "1.0", "title": "Prøvefeed", "home_page_url": "https://feed.example",
            "feed_url": "https://feed.example/feed", "description": "Oppdiktet",
            "next_url": f"/api/v1/feed/{next_id}" if more else None, "id": f"page-{number}",
            "next_id": next_id, "items": self.items[first : first + self.page_size],
        }  # fmt: skip

    def fault(self, path: str) -> int | str | None:
        """The next fault that was ordered for ``path``."""
        with self._lock:
            for place, (begins, kind) in enumerate(self.faults):
                if path.startswith(begins):
                    del self.faults[place]
                    return kind
        return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    feed: FeedServer
    # The headers and the body go in one packet each; without this each answer waits for the other.
    wbufsize = -1

    def do_GET(self) -> None:
        feed, path = self.feed, self.path.partition("?")[0]
        feed.asked[path] += 1
        feed.hear(path)
        fault = feed.fault(path)
        if isinstance(fault, int):
            self._send(fault, b"try later", {"Retry-After": "1"})
        elif path == "/api/publicToken":
            self._send(200, f"Current public token for the feed:\n{feed.token}\n".encode())
        elif self.headers.get("Authorization") != f"Bearer {feed.token}":
            self._send(401, b"")
        elif path.startswith("/api/v1/feedentry/"):
            entry = feed.entries.get(path.rpartition("/")[2])
            self._document(entry, fault)
        else:
            self._page(path, fault)

    def _page(self, path: str, fault: int | str | None) -> None:
        feed = self.feed
        etag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        feed.conditions.append(
            {name: value for name, value in (("etag", etag), ("since", since)) if value}
        )
        name = path.removeprefix("/api/v1/feed").strip("/")
        newest = feed.items[-1]["date_modified"] if feed.items else BEGAN.isoformat()
        if since and parsedate_to_datetime(since) >= datetime.fromisoformat(newest):
            self._send(304, b"")
            return
        page = feed.page(int(name[5:])) if name[5:].isdigit() else None if name else feed.page(0)
        if page is not None and etag == _etag(page):
            self._send(304, b"")
            return
        self._document(page, fault)

    def _document(self, document: Any, fault: int | str | None) -> None:
        if document is None:
            self._send(404, b"")
            return
        body = json.dumps(document).encode()
        if fault == "truncated":
            self._send(200, body[: len(body) // 2])
        elif fault == "cut off":
            self._send(200, body, cut=len(body) // 2)
        elif document.get("items"):
            last = datetime.fromisoformat(document["items"][-1]["date_modified"])
            self._send(200, body, {
                "ETag": _etag(document), "Last-Modified": format_datetime(last, usegmt=True),
            })  # fmt: skip
        else:
            self._send(200, body)

    def _send(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.wfile.flush()
        if cut is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _etag(page: dict[str, Any]) -> str:
    return f'"{len(page["items"])}-{page["items"][-1]["date_modified"] if page["items"] else 0}"'


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that went away is no matter."""


@contextmanager
def serving(feed: FeedServer) -> Iterator[FeedServer]:
    """``feed`` at an address of its own until the end."""
    server = _Quiet(("127.0.0.1", 0), type("Handler", (_Handler,), {"feed": feed}))
    feed.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
