"""The vacancy feed against a local server that speaks its format and fails in every way it may."""

import json
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.employers import Employer
from matcher.domain.errors import BadInput
from matcher.store.engine import writing
from matcher.store.upserting import upsert_rows
from matcher.workflows.feed_leads import find_leads
from matcher.workflows.feed_pull import Pull, pull_feed
from tests.integration.feed_server import FeedServer
from tests.integration.feed_start import leads, made_pull, publish, rows


def test_a_pull_keeps_every_vacancy_once_on_either_database(
    feed: FeedServer, engine: sa.Engine, today: date
) -> None:
    publish(feed, 11)  # four pages that overlap by one
    done = pull_feed(made_pull(feed, engine, today))
    assert (done.kept, done.pages, done.at_end) == (11, 4, True)
    assert len(rows(engine)) == 11
    feed.publish("a003", status="INACTIVE")
    assert pull_feed(made_pull(feed, engine, today)).removed == 1


def test_what_is_kept_leads_to_the_employer_and_the_source(feed: FeedServer, pull: Pull) -> None:
    feed.publish("a1")
    pull_feed(pull)
    lead = leads(pull)["a1"]
    assert (lead.occupations, lead.occupation_via) == (("5120",), "category")
    assert (lead.employer, lead.org_number, lead.place) == (
        "Prøvekjøkkenet AS", "999888777", "Prøvedal",
    )  # fmt: skip
    assert (lead.postal_code, lead.positions, lead.until) == ("0554", 2, date(2025, 10, 1))
    assert lead.source_url == "https://prove.example/stilling/a1"


def test_nothing_of_a_contact_or_a_description_is_kept(feed: FeedServer, pull: Pull) -> None:
    title = "Kokk, ring kari prøvesen 99 88 77 66 / kari@prove.example <script>alert(1)</script>"
    feed.publish("a1", title=title, sourceurl="https://kari@prove.example", link="mailto:k@p.no")
    pull_feed(pull)
    kept = repr(rows(pull.engine)).casefold()
    for word in ("kari", "99887766", "99 88", "@", "hemmelig", "<", "alert", "mailto"):
        assert word not in kept
    assert leads(pull)["a1"].source_url.endswith("/stillinger/stilling/a1")


def test_a_second_pull_asks_whether_anything_is_new(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 3)
    pull_feed(pull)
    entries_asked = sum(n for path, n in feed.asked.items() if "feedentry" in path)
    done = pull_feed(pull)
    assert (done.pages, done.at_end) == (0, True)
    assert {"etag", "since"} <= set(feed.conditions[-1])
    assert sum(n for path, n in feed.asked.items() if "feedentry" in path) == entries_asked


def test_only_what_changed_is_asked_for_again(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 3)
    pull_feed(pull)
    feed.publish("a001", title="Kokk på kveldstid")
    done = pull_feed(pull)
    assert (done.kept, done.unchanged) == (1, 2)
    assert leads(pull)["a001"].title == "Kokk på kveldstid"


@pytest.mark.parametrize("title", ["...", "?", None])
def test_a_withdrawn_vacancy_goes_at_once(feed: FeedServer, pull: Pull, title: str | None) -> None:
    publish(feed, 2)
    pull_feed(pull)
    feed.publish("a000", status="ACTIVE" if title else "INACTIVE", title=title)
    assert pull_feed(pull).removed == 1
    assert set(leads(pull)) == {"a001"}


def test_a_vacancy_that_comes_back_is_kept_again(feed: FeedServer, pull: Pull) -> None:
    feed.publish("a0")
    feed.publish("a0", status="INACTIVE")
    feed.publish("a0")
    pull_feed(pull)
    assert set(leads(pull)) == {"a0"}


def test_an_entry_that_is_gone_takes_its_lead_along(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 2)
    pull_feed(pull)
    feed.publish("a000")
    del feed.entries["a000"]
    pull_feed(pull)
    assert set(leads(pull)) == {"a001"}


def test_expired_vacancies_are_not_shown_and_go(feed: FeedServer, pull: Pull) -> None:
    feed.publish("a1", applicationDue="Søk innen 05.09.2025")
    feed.publish("a2", expires="2025-08-30T00:00:00+02:00")
    pull_feed(pull)
    assert set(leads(pull)) == {"a1"}
    later = replace(pull, today=date(2025, 9, 6))
    assert not leads(later)
    assert pull_feed(later).expired == 1


def test_the_internal_form_is_read_with_and_without_the_envelope(
    feed: FeedServer, pull: Pull
) -> None:
    content = {
        "uuid": "i1", "title": "Vi søker servitør", "status": "ACTIVE",
        "published": "2025-08-01T00:00:00", "expires": "2025-09-30T00:00:00",
        "updated": "2025-08-02T10:00:00.5", "businessName": "Prøvekafeen",
        "employer": {"name": "PRØVEKAFEEN AS", "orgnr": "999888777"},
        "locationList": [{"postalCode": "3126", "city": "PRØVEBY", "municipal": "PRØVEBY"}],
        "properties": {"applicationdue": "2025-09-20", "adtext": "<p>x</p>", "extent": "Deltid",
                       "positioncount": "1", "ontologyJobtitle": '{"styrk08": "5131"}'},
        "categoryList": [{"categoryType": "STYRK08", "code": "5132", "id": 1}],
    }  # fmt: skip
    for uuid, bare in (("i1", True), ("i2", False)):
        feed.publish(uuid)
        own = content | {"uuid": uuid}
        feed.entries[uuid] = own if bare else feed.entries[uuid] | {"ad_content": own}
    pull_feed(pull)
    found = leads(pull)
    for uuid in ("i1", "i2"):
        assert found[uuid].occupations == ("5131", "5132")
        assert (found[uuid].employer, found[uuid].until) == ("Prøvekafeen", date(2025, 9, 20))


def test_a_title_tells_the_occupation_where_no_category_does(feed: FeedServer, pull: Pull) -> None:
    feed.publish("a1", categoryList=[], jobtitle=None, title="Vi søker servitør")
    feed.publish("a2", categoryList=None, jobtitle="", title="Vi utvider!")
    pull_feed(pull)
    found = leads(pull)
    assert (found["a1"].occupations, found["a1"].occupation_via) == (("5131",), "title")
    assert (found["a2"].occupations, found["a2"].occupation_via) == ((), None)


def test_leads_are_found_by_occupation_place_and_known_employer(
    feed: FeedServer, pull: Pull
) -> None:
    with writing(pull.engine) as connection:
        upsert_rows(connection, "employers", [Employer("E1", "Kjøkkenet", "999 888 777")])
    places = {"a1": ("5003", "BERGEN"), "a2": ("0554", "OSLO"), "a3": ("9999", "INGENSTEDS")}
    for uuid, (code, city) in places.items():
        feed.publish(uuid, workLocations=[{"postalCode": code, "city": city}])
    feed.publish("s1", categoryList=[{"categoryType": "STYRK08", "code": "5131"}])
    pull_feed(pull)
    with pull.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO postal_codes (postal_code, place, lat, lon) VALUES"
            " ('5003', 'BERGEN', 60.39, 5.32), ('0554', 'OSLO', 59.92, 10.76)"
        )
    found = find_leads(pull.engine, today=pull.today, occupation="kokk", near="0554")
    assert [seen.lead.uuid for seen in found] == ["a2", "a1", "a3"]
    assert found[0].km == 0
    assert found[2].km is None
    assert {seen.employer_id for seen in found} == {"E1"}
    with pytest.raises(BadInput, match="no occupation"):
        find_leads(pull.engine, today=pull.today, occupation="1")
    with pytest.raises(BadInput, match="postal code"):
        find_leads(pull.engine, today=pull.today, near="Oslo")


def test_the_commands_print_one_document(
    feed: FeedServer, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(feed, 2)
    monkeypatch.setenv("DATABASE_URL", str(pull.engine.url))
    monkeypatch.setenv("JOBBSMAK_FEED_URL", feed.url)
    day = ["--today", "2025-09-01", "--json"]
    done = CliRunner().invoke(cli, ["feed", "pull", *day])
    assert (done.exit_code, json.loads(done.output)["kept"]) == (0, 2)
    shown = CliRunner().invoke(cli, ["feed", "leads", "--occupation", "5120", *day])
    assert [lead["uuid"] for lead in json.loads(shown.output)["leads"]] == ["a001", "a000"]
    assert CliRunner().invoke(cli, ["feed", "pull", "--max-pages", "0"]).exit_code == 2
    refused = CliRunner().invoke(cli, ["feed", "pull", "--url", "file:///etc/passwd"])
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
