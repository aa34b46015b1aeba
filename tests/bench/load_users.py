"""Who uses the pages in the load test, as locust drives them: advisers, employers, link holders.

`load.py` starts it with LOAD_CAST (who takes part) and LOAD_TOLD (where to write what was seen).
Every answer that a page acknowledged is remembered, and every page is looked at for people whom
its reader must not see.
"""

import json
import os
import random
import re
import time
from collections import deque
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from locust import HttpUser, between, constant, events, task
from locust.env import Environment

CAST = json.loads(Path(os.environ["LOAD_CAST"]).read_text("utf-8"))
TOLD = Path(os.environ["LOAD_TOLD"])
PASSWORD = CAST["password"]
ADVISERS = deque(CAST["advisers"])
LINKS = deque(CAST["links"])
EMPLOYERS = deque(CAST["employers"])
OFFICE_OF = CAST["office_of"]

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_PERSON = re.compile(r'href="/participants/([^"/?#]+)')
_WHY = re.compile(r'href="(/participants/[^"/?#]+/why/[^"?#]+)"')
_SEARCHED = ("an", "ber", "kari", "ol", "ha", "na", "lin")

acknowledged: dict[str, Any] = {"follow_ups": [], "steps": [], "forms": {}, "pauses": {}}
seen: list[tuple[float, str, float, str]] = []  # when, which page, milliseconds, what was wrong


@events.request.add_listener
def _remember(
    name: str, response_time: float, exception: Exception | None, **_more: object
) -> None:
    seen.append((time.time(), name, response_time, "" if exception is None else str(exception)))


@events.quitting.add_listener
def _tell(environment: Environment, **_more: object) -> None:
    TOLD.write_text(json.dumps({"acknowledged": acknowledged, "seen": seen}), "utf-8")


class SignedIn(HttpUser):
    """Whoever signs in through the page, from an address of their own, as through a proxy."""

    abstract = True
    wait_time = between(5, 15)

    def sign_in(self, name: str, network: int) -> None:
        """Sign in as ``name``, whose last three digits are the address."""
        number = int(name.partition("@")[0][-3:])
        address = f"10.{network}.{number // 200}.{number % 200 + 1}"
        self.client.headers["X-Forwarded-For"] = address
        page = self.read("/sign-in", "sign in: page")
        form = {"name": name, "password": PASSWORD, "csrf_token": _found(_TOKEN, page)}
        self.send("/sign-in", form, "sign in")

    def wrong(self, _text: str, _person: str | None) -> str:
        """What a page shows that its reader must not see."""
        return ""

    def read(self, path: str, name: str, person: str | None = None) -> str:
        """A page, looked at."""
        with self.client.get(path, name=name, catch_response=True) as answer:
            text = answer.text or ""
            if answer.status_code != 200:
                answer.failure(f"status {answer.status_code}")
            elif wrong := self.wrong(text, person):
                answer.failure(wrong)
        return text

    def send(self, path: str, form: dict[str, str], name: str) -> bool:
        """A form; whether the page said that it is kept."""
        with self.client.post(
            path, form, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 303:
                answer.failure(f"status {answer.status_code}")
            return bool(answer.status_code == 303)


class Adviser(SignedIn):
    """A job specialist at work: reads most of the time, notes something now and then."""

    fixed_count = len(CAST["advisers"])

    def on_start(self) -> None:
        """Sign in as the next one."""
        self.me = ADVISERS.popleft()
        self.office = OFFICE_OF[self.me["people"][0]]
        self.ends = {k: date.fromisoformat(v) for k, v in self.me["running"].items()}
        self.sign_in(self.me["name"], 1)

    @task(5)
    def my_day(self) -> None:
        """What needs me now, sometimes what needs my office."""
        self.read(f"/day?who={random.choice(('mine', 'mine', 'office'))}", "my day")

    @task(6)
    def participant(self) -> None:
        """A participant with ten suggestions; for every second one, why the first."""
        person = random.choice(self.me["people"])
        page = self.read(f"/participants/{person}", "participant with suggestions", person)
        whys = _WHY.findall(page)
        if whys and random.random() < 0.5:
            self.read(random.choice(whys), "why", person)

    @task(3)
    def placements(self) -> None:
        """My placements."""
        self.read("/placements?who=mine", "placements")

    @task(2)
    def portfolio(self) -> None:
        """All my people at a glance."""
        self.read("/portfolio", "portfolio")

    @task(2)
    def find(self) -> None:
        """Somebody by a part of the name."""
        self.read(f"/find?q={random.choice(_SEARCHED)}", "find")

    @task(3)
    def follow_up(self) -> None:
        """Note a talk about a placement that runs."""
        if not self.ends:
            self.my_day()
            return
        place, note = random.choice([*self.ends]), f"Snakket om uka, {uuid4()}"
        path = f"/placements/{place}/follow-up"
        page = self.read(path, "follow-up: form")
        form = {
            "csrf_token": _found(_TOKEN, page),
            "done_on": date.today().isoformat(),
            "going": random.choice(("well", "mixed")),
            "note": note,
        }
        if self.send(path, form, "follow-up: kept"):
            acknowledged["follow_ups"].append(note)

    @task(1)
    def step(self) -> None:
        """A placement's last day is moved forth and back."""
        if not self.ends:
            self.placements()
            return
        place, why = random.choice([*self.ends]), f"Avtalt {uuid4()}"
        page = self.read(f"/placements/{place}", "placement")
        first = date.fromisoformat(self.me["running"][place])
        step, day = ("shorten", -1) if self.ends[place] == first else ("extend", 1)
        until = self.ends[place] + timedelta(days=day)
        form = {
            "csrf_token": _found(_TOKEN, page),
            "version": _found(_VERSION, page),
            "planned_end": until.isoformat(),
            "reason": why,
        }
        if self.send(f"/placements/{place}/steps/{step}", form, "step: kept"):
            self.ends[place] = until
            acknowledged["steps"].append((place, why))

    def wrong(self, text: str, person: str | None) -> str:
        """Somebody of another office, or a page that is about somebody else."""
        people = set(_PERSON.findall(text))
        others = [each for each in people if OFFICE_OF.get(each, self.office) != self.office]
        if others:
            return f"wrong: shows {others[0]} of another office"
        return "" if person is None or person in people else f"wrong: is not about {person}"


class Employer(SignedIn):
    """Somebody at an employer: looks what waits, and pauses an opening now and then."""

    fixed_count = len(CAST["employers"])

    def on_start(self) -> None:
        """Sign in as the next one."""
        self.me = EMPLOYERS.popleft()
        self.at = f"/workplace/{self.me['employer']}"
        self.sign_in(self.me["name"], 2)

    def wrong(self, text: str, _person: str | None) -> str:
        """A name of anybody: nobody has said yes to any employer here."""
        return next((f"wrong: names {name}" for name in CAST["names"] if name in text), "")

    @task(6)
    def home(self) -> None:
        """What waits, and who is here."""
        self.read(self.at, "workplace")

    @task(3)
    def requests(self) -> None:
        """Who was asked about."""
        self.read(f"{self.at}/requests", "workplace: requests")

    @task(2)
    def mentors(self) -> None:
        """How much each mentor has."""
        self.read(f"{self.at}/mentors", "workplace: mentors")

    @task(2)
    def pause_or_open(self) -> None:
        """An opening is paused, and the next time opened again."""
        opening = random.choice(self.me["openings"])
        page = self.read(f"{self.at}/openings", "workplace: openings")
        paused = acknowledged["pauses"].get(opening)
        until = "" if paused else (date.today() + timedelta(days=28)).isoformat()
        form = {"csrf_token": _found(_TOKEN, page), "until": until}
        step = "open" if paused else "pause"
        if self.send(f"{self.at}/openings/{opening}/{step}", form, f"workplace: {step}"):
            acknowledged["pauses"][opening] = until


class LinkHolder(HttpUser):
    """A participant or a mentor at a workplace who answers a form, and then the next one does."""

    wait_time = constant(0)
    fixed_count = CAST["link_holders"]

    @task
    def answer(self) -> None:
        """Open the form, fill it in for a while, put it aside once in three times, send it."""
        link = LINKS.popleft()
        try:
            time.sleep(random.uniform(3, 20))
            self._answer(link)
        finally:
            LINKS.append(link)

    def _answer(self, link: dict[str, str]) -> None:
        path, answers = f"/r/{link['token']}", _answers(link["who"])
        self._get(path, "form: opened")
        time.sleep(random.uniform(8, 20))
        if random.random() < 1 / 3:
            begun = dict([*answers.items()][:2]) | {"do": "quietly"}
            self._post(path, begun, "form: put aside", 204)
            time.sleep(random.uniform(5, 15))
        if self._post(path, answers, "form: sent", 303):
            acknowledged["forms"][f"{link['placement']}/{link['who']}"] = answers
            self._get(f"{path}?done=given", "form: thanks")

    def _get(self, path: str, name: str) -> None:
        with self.client.get(path, name=name, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"status {answer.status_code}")

    def _post(self, path: str, form: dict[str, str], name: str, expected: int) -> bool:
        with self.client.post(
            path, form, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != expected:
                answer.failure(f"status {answer.status_code}")
            return bool(answer.status_code == expected)


def _answers(who: str) -> dict[str, str]:
    if who == "mentor":
        return {
            "showed_up": "yes",
            "completed": random.choice(("yes", "no")),
            "would_hire": random.choice(("yes", "no")),
            "training": f"Kasse og varer, {uuid4()}",
        }
    names = ("fit_tasks", "fit_people", "fit_pace", "fit_language")
    marks = {name: str(random.randint(1, 5)) for name in names}
    return marks | {"would_continue": random.choice(("yes", "no"))}


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
