"""The README's tour on the demo: suggestion, placement, three answers, a night, another ranking.

Once with the start model in use, as an office begins, and once with the model that the demo learns
when it is made.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from matcher.cli import cli
from matcher.domain.access import Viewer
from matcher.store.engine import open_store
from matcher.workflows.caseload import Standing, caseload
from matcher.workflows.demo import PASSWORD, learn_once, make_demo
from matcher.workflows.program import open_program
from matcher.workflows.setup_store import init
from matcher.workflows.suggest import Suggestion, suggest, suggest_all
from tests.e2e.conftest import TODAY, Visitor
from tests.e2e.served_site import Site, serving

pytestmark = pytest.mark.browser

ADVISER = "ida"
# Pages of so many participants are read before and after, those with most to lose first.
MOST_READ = 6
START, LEARNED = "Anslagene bygger på startmodellen", "Anslagene er lært av"
READ_CARDS = """() => [...document.querySelectorAll(".suggestions .card")].map(card => ({
    opening: card.querySelector("a[href*='/why/']").href.split("/why/")[1].split("?")[0],
    employer: card.querySelector(".card__employer").textContent.trim(),
    reasons: [...card.querySelectorAll("[data-kind=for], [data-kind=against]")]
        .map(reason => reason.textContent.trim()),
}))"""


@dataclass(frozen=True)
class Tour:
    """Who is placed where, and whose suggestions hold the same employer."""

    who: str
    place: Suggestion
    others: tuple[str, ...]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's store, and beside it the one after its first night; copied for each test."""
    folder = tmp_path_factory.mktemp("demo")
    engine = open_store(f"sqlite:///{folder}/start.db")
    init(engine)
    viewers = make_demo(engine, today=TODAY, report=str).accounts
    assert ADVISER in {viewer.name for viewer in viewers}
    engine.dispose()
    shutil.copyfile(folder / "start.db", folder / "learned.db")
    program = open_program(f"sqlite:///{folder}/learned.db", versions=folder / "versions")
    learn_once(program, today=TODAY, clock=lambda: datetime.now(UTC), report=str)
    assert program.model.version != program.day_one.version, "the demo learned nothing"
    program.engine.dispose()
    return folder


@pytest.fixture(params=["start", "learned"])
def begins_with(request: pytest.FixtureRequest) -> str:
    """Which model is in use when the tour begins."""
    return str(request.param)


@pytest.fixture
def site(
    demo: Path, begins_with: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The demo, served; the commands read the same store from the environment."""
    store, versions = tmp_path / "demo.db", tmp_path / "versions"
    shutil.copyfile(demo / f"{begins_with}.db", store)
    shutil.copytree(demo / "versions", versions)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{store}")
    monkeypatch.setenv("JOBBSMAK_MODELS", str(versions))
    with serving(store, MODELS=versions) as site:
        yield site


@pytest.fixture
def phones(visiting) -> list[Visitor]:
    """Two people with a phone each, without accounts."""
    return [visiting("phone") for _ in range(2)]


@pytest.fixture
def tour(site: Site) -> Tour:
    """A suggestion that is free today, at the employer that most others have on their lists."""
    program = open_program(f"sqlite:///{site.store}", versions=site.store.parent / "versions")
    ida = next(v for v in _viewers() if v.name == ADVISER)
    own = caseload(program.engine, ida, today=TODAY, mine=True).cases
    waits = [c.participant.participant_id for c in own if c.standing is Standing.NEEDS]
    lists = {
        each.participant_id: {s.employer_name for s in each.suggestions}
        for each in suggest_all(program, ida, today=TODAY, office_id=ida.office_id)
    }
    found = [
        (who, each, tuple(o for o in lists if o != who and each.employer_name in lists[o]))
        for who in waits
        for each in suggest(program, ida, who, today=TODAY, log=False).suggestions
        if each.planned_start == TODAY and each.mentor_id
    ]
    program.engine.dispose()
    return Tour(*max(found, key=lambda one: len(one[2])))


def _viewers() -> tuple[Viewer, ...]:
    from matcher.simulation.staff import demo_staff
    from matcher.workflows.demo import PARTICIPANTS

    return demo_staff(PARTICIPANTS)


def read_lists(visitor: Visitor, tour: Tour) -> dict[str, list[dict]]:
    """What stands on the others' pages: openings in order, each with its reasons."""
    lists = {}
    for who in tour.others[:MOST_READ]:
        visitor.go(f"/participants/{who}")
        lists[who] = visitor.page.evaluate(READ_CARDS)
        assert lists[who]
    return lists


def moved(before: dict[str, list[dict]], after: dict[str, list[dict]]) -> list[str]:
    """Those whose openings stand in another order, or are others."""
    return [
        who for who, cards in before.items()
        if [c["opening"] for c in cards] != [c["opening"] for c in after[who]]
    ]  # fmt: skip


def told_otherwise(before: dict, after: dict, employer: str) -> list[tuple[str, str]]:
    """Openings of the employer whose card gives other reasons than before."""
    return [
        (who, card["opening"])
        for who, cards in before.items()
        for card in cards
        for now in after[who]
        if card["employer"] == employer
        and now["opening"] == card["opening"]
        and now["reasons"] != card["reasons"]
    ]


def run(*arguments: str) -> str:
    """A command as it is typed; what it says."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def choose(page, question: str, value: str) -> None:
    page.locator(f"input[name={question}][value='{value}']").check()


def place(visitor: Visitor, tour: Tour) -> str:
    """From suggestion to the end of the placement; the placement's page."""
    page = visitor.page
    visitor.go(f"/participants/{tour.who}")
    for rest in page.locator("details.rest > summary").all():
        rest.click()
    card = page.locator(".card", has=page.locator(f"a[href*='/why/{tour.place.opening_id}']"))
    card.get_by_role("link", name="Velg denne").click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    page.get_by_role("link", name="Åpne plasseringen").first.click()
    page.locator(".step__name").get_by_text("Plasseringen er avtalt", exact=True).click()
    page.get_by_role("button", name="Noter at den er avtalt").click()
    expect(page.locator(".history__event")).to_have_count(2)
    page.get_by_role("button", name="Noter at deltakeren har begynt").click()
    page.locator(".step__name").get_by_text("Avslutt", exact=True).click()
    page.get_by_role("button", name="Avslutt plasseringen").click()
    expect(page.locator(".history__event")).to_have_count(4)
    return page.url.split("#")[0].removeprefix(visitor.site.address)


def answer_three_times(visitor: Visitor, phones: list[Visitor], placement: str) -> None:
    """It went badly: the participant and the mentor say so by link, the adviser on the screen."""
    page = visitor.page
    for reporter, phone in zip(("participant", "mentor"), phones, strict=True):
        visitor.go(placement)
        here = page.locator(f"li.report[aria-labelledby=report-{reporter}]")
        here.get_by_role("button", name="Lag en lenke").click()
        phone.page.goto(page.locator(f"#address-{reporter}").input_value())
    given = (
        {"fit_tasks": "2", "fit_people": "2", "would_continue": "no"},
        {"showed_up": "yes", "completed": "no", "would_hire": "no"},
    )
    for phone, answers in zip(phones, given, strict=True):
        for question, value in answers.items():
            choose(phone.page, question, value)
        phone.page.get_by_role("button", name="Send svarene").click()
        expect(phone.page.get_by_role("heading", name="Takk!")).to_be_visible()
    visitor.go(f"{placement}/report/adviser")
    choose(page, "end_reason", "mismatch")
    page.get_by_role("button", name="Send svarene").click()
    page.wait_for_url(f"**{placement}#reports")


def test_the_tour_ends_with_another_ranking_and_says_why(visitor, phones, tour, begins_with):
    visitor.sign_in(ADVISER, PASSWORD)
    employer = tour.place.employer_name
    before = read_lists(visitor, tour)
    built_on = visitor.page.locator(".suggestions__learned")
    expect(built_on).to_contain_text(START if begins_with == "start" else LEARNED)

    answer_three_times(visitor, phones, place(visitor, tour))
    reported = read_lists(visitor, tour)
    if begins_with == "start":
        # The start model counts how it went at the employer as soon as that is reported.
        assert moved(before, reported)
        assert told_otherwise(before, reported, employer)
    else:
        # What was learned stays as it is until a night.
        assert not moved(before, reported)

    said = run("train", "--today", TODAY.isoformat())
    if begins_with == "start":
        assert said.startswith("Promoted: ")
    else:
        # One placement more cannot show on earlier days that it makes a better model.
        assert "The gate better was not passed" in said
        assert read_lists(visitor, tour) == reported
        newest = run("models", "list").split()[0]
        assert newest in run("models", "promote", newest)

    after = read_lists(visitor, tour)
    assert moved(reported, after)
    assert told_otherwise(reported, after, employer)
    expect(built_on).to_contain_text(LEARNED)
    visitor.check_accessible()

    run("models", "rollback")
    assert read_lists(visitor, tour) == reported
