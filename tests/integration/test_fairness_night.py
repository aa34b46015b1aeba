"""Findings about audit groups, from the night that opens them; the commands, and the papers."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from matcher.domain.participants import in_programme
from matcher.learning.fairness import FIGURES
from matcher.learning.gates import FINDINGS
from matcher.store.engine import reading, writing
from matcher.store.findings import QUIET_AFTER_CLOSING, add_finding, read_findings, unheard
from matcher.workflows import night as night_workflow
from matcher.workflows.fairness import fairness
from matcher.workflows.fairness_people import placement_sums
from matcher.workflows.findings import assign, close, list_findings
from matcher.workflows.night import run_night
from matcher.workflows.night_candidate import Judged
from matcher.workflows.papers import PAPERS
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from tests.integration.learning_stores import (
    TODAY,
    clock,
    copied_store,
    made_up_market,
    make_template,
    program_on,
)
from web import model_texts

MARKET = made_up_market()
LEADER = Viewer("lena", Role.LEADER, MARKET.offices[0].office_id)
ADVISER = Viewer("kari", Role.ADVISER, MARKET.offices[0].office_id)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("fairness"))


@pytest.fixture
def program(template: Path, tmp_path: Path, monkeypatch) -> Iterator[Program]:
    url = copied_store(template, tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))
    opened = program_on(url, tmp_path / "versions")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def unfair(program: Program) -> Program:
    """Everybody who waited longer than 90 days is of group B, and nobody else is."""
    people = [replace(person, audit_group=person.participant_id) for person in MARKET.participants]
    sums = placement_sums(people, MARKET, TODAY)
    late = [one for one, placed in zip(sums.group, sums.above, strict=True) if not placed]
    with writing(program.engine) as connection:
        connection.execute(sa.text("UPDATE participants SET audit_group = 'A'"))
        connection.execute(
            sa.text("UPDATE participants SET audit_group = 'B' WHERE participant_id = :id"),
            [{"id": str(one)} for one in late],
        )
    assert len(late) >= 20
    return program


@pytest.fixture
def others_open(monkeypatch) -> None:
    """Every gate lets through but that of the findings."""
    judge = night_workflow.judge

    def judged(*given):
        found = judge(*given)
        gates = tuple(g if g.gate == FINDINGS else replace(g, held=True) for g in found.gates)
        return Judged(gates, found.figures, found.notes)

    monkeypatch.setattr(night_workflow, "judge", judged)


def findings_of(program):
    return list_findings(program.engine, OPERATOR, closed=True)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_a_night_opens_a_finding_and_promotes_nothing_until_it_has_an_owner_and_a_date(
    unfair, others_open
):
    first = run_night(unfair, today=TODAY, clock=clock)
    (found,) = [each for each in findings_of(unfair) if each.figure == "placement_rate"]
    assert first.report["decision"] == "kept"
    assert "The gate findings was not passed" in first.report["why"]
    assert (found.audit_group, found.owner, found.opened_on) == ("B", None, TODAY)
    assert found.text in " ".join(first.report["notes"])

    again = run_night(unfair, today=TODAY, clock=clock)
    assert again.report["decision"] == "kept"
    assert len(findings_of(unfair)) == len({(f.audit_group, f.figure) for f in findings_of(unfair)})

    for each in findings_of(unfair):
        due = TODAY + timedelta(days=30)
        assign(unfair.engine, LEADER, each.id, owner="Lena", due_on=due, today=TODAY)
    last = run_night(unfair, today=TODAY, clock=clock)
    assert (last.report["new_rows"], last.report["decision"]) == (0, "promoted")
    assert last.report["fairness"]["model_version"] == last.version


def test_a_fair_store_holds_no_promotion(program, others_open):
    done = run_night(program, today=TODAY, clock=clock)

    assert done.promoted and findings_of(program) == ()
    assert {f["figure"] for f in done.report["fairness"]["figures"]} == set(FIGURES)
    json.dumps(done.report, allow_nan=False)


@pytest.fixture
def finding(program: Program) -> int:
    with writing(program.engine) as connection:
        add_finding(connection, "A", "best_value", "best_value is lower.", TODAY)
    return findings_of(program)[0].id


def test_a_finding_past_its_day_waits_again(program, finding):
    due = TODAY + timedelta(days=5)
    assign(program.engine, LEADER, finding, owner=" Lena ", due_on=due, today=TODAY)
    (found,) = findings_of(program)

    assert found.owner == "Lena"
    assert not found.waits(due) and found.waits(due + timedelta(days=1))


def test_what_was_closed_is_quiet_for_90_days_and_then_heard_again(program, finding):
    close(program.engine, LEADER, finding, why="Meldt for sent.", today=TODAY)
    with reading(program.engine) as connection:
        (found,) = read_findings(connection)
        pair = [("A", "best_value")]
        assert unheard(connection, pair, TODAY + timedelta(days=89)) == ()
        assert unheard(connection, pair, TODAY + QUIET_AFTER_CLOSING) == tuple(pair)
    assert (found.closed_by, found.closed_why, found.waits(TODAY)) == ("lena", "Meldt for sent.",
                                                                      False)  # fmt: skip
    with pytest.raises(Conflict):
        close(program.engine, LEADER, finding, why="igjen", today=TODAY)


def test_bad_owners_days_and_reasons_are_refused(program, finding):
    engine, later = program.engine, TODAY + timedelta(days=1)
    with pytest.raises(BadInput):
        assign(engine, LEADER, finding, owner="  ", due_on=later, today=TODAY)
    with pytest.raises(BadInput):
        assign(engine, LEADER, finding, owner="Lena", due_on=date(2025, 8, 31), today=TODAY)
    with pytest.raises(BadInput):
        close(engine, LEADER, finding, why="", today=TODAY)
    with pytest.raises(NotFound):
        assign(engine, LEADER, 999, owner="Lena", due_on=later, today=TODAY)
    for refused in (
        lambda: assign(engine, ADVISER, finding, owner="K", due_on=later, today=TODAY),
        lambda: close(engine, ADVISER, finding, why="x", today=TODAY),
        lambda: list_findings(engine, ADVISER),
        lambda: fairness(program, ADVISER, today=TODAY),
        lambda: fairness(program, LEADER, today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_command_prints_one_document_and_the_office_its_own_people(program):
    whole = run("fairness", "--today", TODAY.isoformat(), "--json")
    assert whole.exit_code == 0 and whole.stdout.count("\n") == 1
    found = json.loads(whole.stdout)
    assert set(found) == {"as_of", "office_id", "model_version", "figures", "thresholds",
                          "between_groups", "proxies", "under_parity"}  # fmt: skip
    office = MARKET.offices[0].office_id
    own = json.loads(
        run("fairness", "--office", office, "--today", TODAY.isoformat(), "--json").stdout
    )
    people = [sum(line["people"] or 0 for line in each["figures"][0]["groups"])
              for each in (own, found)]  # fmt: skip
    assert own["office_id"] == office and people[0] < people[1]
    assert run("fairness", "--office", "nowhere").exit_code == 1
    assert "placement_rate" in run("fairness", "--today", TODAY.isoformat()).stdout


def test_suggestions_that_were_shown_count_as_exposure(program):
    there = [person for person in MARKET.participants if in_programme(person, TODAY)]
    for person in there[:30]:
        suggest(program, OPERATOR, person.participant_id, today=TODAY)
    found = {f["figure"]: f for f in fairness(program, OPERATOR, today=TODAY)["figures"]}

    assert 0 < found["good_exposure"]["everyone"]["value"] < 1


def test_findings_are_listed_assigned_and_closed_at_the_command_line(program, finding):
    assert "nobody looks after it" in run("findings").stdout
    due = (date.today() + timedelta(days=9)).isoformat()
    done = run("findings", "assign", str(finding), "--owner", "Lena", "--by", due)
    assert done.exit_code == 0, done.output
    (listed,) = json.loads(run("findings", "list", "--json").stdout)["findings"]
    assert (listed["owner"], listed["due_on"], listed["closed_on"]) == ("Lena", due, None)
    assert run("findings", "close", str(finding), "--why", "Undersøkt.").exit_code == 0
    assert "No open finding." in run("findings").stdout
    assert "Undersøkt." in run("findings", "list", "--all").stdout
    assert run("findings", "close", "999", "--why", "x").exit_code == 1
    assert run("findings", "assign", str(finding), "--owner", "x").exit_code == 2


def test_every_figure_has_words_on_the_page_and_in_the_papers():
    from matcher.workflows.papers import words

    assert set(FIGURES) == set(model_texts.FIGURES) == set(words.FIGURES)


@pytest.fixture
def named(program: Program) -> Program:
    """A store in which everybody has a name, a number and an address, and an owner of a finding."""
    with writing(program.engine) as connection:
        connection.execute(
            sa.text(
                "UPDATE participants SET name = 'Navn ' || participant_id || ' Etternavnesen',"
                " phone = '91234567', email = 'person@example.org', place = 'Gjemmestedet'"
            )
        )
        connection.execute(sa.text("UPDATE mentors SET name = 'Mentor Mentorsen'"))
        connection.execute(sa.text("UPDATE wishes SET text = 'hemmelig ønske'"))
        add_finding(connection, "A", "best_value", "best_value is lower.", TODAY)
    due = TODAY + timedelta(days=1)
    assign(program.engine, LEADER, 1, owner="Eier Eiersen", due_on=due, today=TODAY)
    return program


def test_the_papers_are_written_whole_with_sources_and_name_nobody(named, tmp_path):
    run_night(named, today=TODAY, clock=clock)
    suggest(named, OPERATOR, MARKET.participants[0].participant_id, today=TODAY)
    folder = tmp_path / "papers"
    done = run("papers", str(folder), "--today", TODAY.isoformat(), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["papers"] == list(PAPERS)
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert set(texts) == set(PAPERS)

    ids = {each.participant_id for each in MARKET.participants}
    ids |= {each.adviser for each in MARKET.participants if each.adviser}
    ids |= {each.mentor_id for each in MARKET.mentors}
    ids |= {each.placement_id for each in MARKET.placements}
    for name, text in texts.items():
        assert text.startswith("# ") and "Skrevet 01.09.2025 av `jobbsmak papers`" in text, name
        for secret in ("Etternavnesen", "91234567", "person@example.org", "Gjemmestedet",
                       "Mentorsen", "hemmelig", "Eiersen", "lena"):  # fmt: skip
            assert secret not in text, (name, secret)
        assert not ids & set(re.findall(r"[\w-]+", text)), name
    assert re.search(r"Funn om grupper.*ja \| 02\.09\.2025", texts["risikoregister.md"], re.DOTALL)


def test_papers_of_an_empty_store_say_what_is_unknown(store: sa.Engine, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", str(store.url))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))
    done = run("papers", str(tmp_path / "papers"))

    assert done.exit_code == 0, done.output
    text = (tmp_path / "papers" / "risikoregister.md").read_text(encoding="utf-8")
    assert "| siste natt som ble ferdig | ukjent | ukjent |" in text
    card = (tmp_path / "papers" / "modellkort.md").read_text(encoding="utf-8")
    assert "startmodellen, skrevet av fagfolk" in card


def test_papers_that_cannot_be_written_leave_the_old_ones(program, tmp_path):
    (tmp_path / "papers").write_text("a file, not a folder")
    done = run("papers", str(tmp_path / "papers"))
    assert done.exit_code == 2 and (tmp_path / "papers").read_text() == "a file, not a folder"
