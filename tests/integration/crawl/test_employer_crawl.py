"""The reader of an employer's pages finds a leak wherever it is, and only there."""

import io
from collections.abc import Callable

import pytest
from flask import Flask, Response, request, send_file
from openpyxl import Workbook

from tests.integration.crawl.employer_crawl import EmployerCrawl
from tests.integration.crawl.employer_scene import OWN, hidden

Page = Callable[[], object]


def workbook(cell: str, title: str = "Ark") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    book.active["A1"] = cell
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def file(data: bytes, name: str) -> Response:
    return send_file(io.BytesIO(data), download_name=name, as_attachment=True)


def posted() -> str:
    return "Takk, Amina!" if request.method == "POST" else "<form method=post><input name=x></form>"


LEAKING: dict[str, Page] = {
    "text": lambda: "<p>Hun går i K<b>V</b>P</p>",
    "attribute": lambda: "<img alt='Har ADHD' src='/static/x.png'>",
    "comment": lambda: "<!-- sykmeldt -->",
    "value": lambda: "<form><input name=note value='Er flyktning'></form>",
    "title": lambda: "<title>Karins uføretrygd</title>",
    "link": lambda: "<a href='/p?name=Amina%20Testesen'>Les</a>",
    "script": lambda: "<script>var person = 'ZX7731'</script>",
    "header": lambda: ("", 204, {"X-About": "gruppe zebra"}),
    "redirect": lambda: ("", 302, {"Location": "/ok?phone=91122333"}),
    "file name": lambda: file(b"a,b", "amina_testesen.csv"),
    "json": lambda: {"items": [{"person": {"name": "Amina"}}]},
    "json word": lambda: {"note": "O-AAP", "next": "/answer/KVP.KVP"},
    "json name": lambda: {"Testesen": None},
    "json number": lambda: {"phone": 91122333},
    "escaped json": lambda: {"about": "gruppe\u0020zebra"},
    "cursor": lambda: {"next": "/x?cursor=WyJaWDc3MzEiXQ"},
    "file": lambda: file(b"navn\nTestesen", "liste.csv"),
    "sheet": lambda: file(workbook("29. februar 2024"), "liste.xlsx"),
    "sheet name": lambda: file(workbook("x", "AAP"), "liste.xlsx"),
    "answer": posted,
    "words": lambda: "<p>Unngå arbeid i kulde</p>",
    "misspelled": lambda: "<p>Ring Amina Testessen</p>",
}
CLEAN: dict[str, Page] = {
    "text": lambda: "<p>Helsefagarbeider på sykehjem. Vil prøve butikk.</p>",
    "form": lambda: (
        "<form method=post><label>Språk<select name=l><option>arabisk</option></select></label>"
        "<label><input type=checkbox name=d value=cold>Kulde</label></form>"
    ),
    "file": lambda: file(workbook("Sette varer i hyller"), "plasser.xlsx"),
    "json": lambda: {"items": [{"title": "Butikk", "slots": 3}], "next": "/x?cursor=WyJPMSJd"},
    "drawn": lambda: {
        "opening_id": "O-AAP234",
        "version": "0400158813904ade",
        "next": "/answer/KVP23-aap-VTO.KVPZcVdipfn2ksz3qMGm7OAkWcugWp9AfX973rQGfnY",
    },
    "away": lambda: "<a href='https://annet.no/side'>Se her</a>",
}


def small_app(pages: dict[str, Page]) -> EmployerCrawl:
    """Pages of nobody's own, linked to from the first one, or from none."""
    app = Flask("small", static_folder=None)
    for number, page in enumerate(pages.values()):
        app.add_url_rule(f"/page{number}", f"page{number}", page, methods=["GET", "POST"])
    return EmployerCrawl(app=app, client=app.test_client(), hidden=hidden(), fill={}, own=OWN)


@pytest.mark.parametrize("name", LEAKING)
def test_the_reader_finds_a_leak_wherever_it_is(name):
    crawl = small_app({name: LEAKING[name]})
    crawl.read_pages()
    crawl.send_forms()
    assert crawl.leaks


def test_the_reader_is_content_with_pages_that_tell_nothing():
    crawl = small_app(CLEAN)
    crawl.read_pages()
    crawl.send_forms()
    assert not crawl.leaks
    assert not crawl.unread
    assert len(crawl.statuses) == len(CLEAN)


def test_a_file_that_cannot_be_read_is_told():
    crawl = small_app({"picture": lambda: file(b"\x89PNG", "bilde.png")})
    crawl.read_pages()
    assert crawl.unread == {("/page0", "image/png")}


def test_a_mail_and_where_it_leads_are_read():
    crawl = small_app({"text": lambda: "<p>Er i KVP</p>"})
    crawl.read_mail("Om Amina", "Les http://localhost/page0\nHun har angst.")
    assert {leak.word for leak in crawl.leaks} == {"Amina Testesen", "KVP", "angst"}


def test_addresses_with_parts_that_nobody_filled_are_told():
    crawl = small_app({})
    crawl.app.add_url_rule("/x/<odd>", "odd", lambda odd: "")
    crawl.read_pages()
    assert crawl.guessed == {"odd"}
