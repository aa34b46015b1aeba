"""The lock files and assets keep what the set-up promises: exact, from anywhere, no other host."""

import json
import re
from pathlib import Path

import pytest

import matcher

ROOT = Path(matcher.__file__).parent.parent
LOCKS = ["runtime", "node", "test", "bench"]
VENDOR = ROOT / "web" / "static" / "vendor"


def _requirements(lock: str) -> list[str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines).strip())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_one_version_and_its_hashes(lock: str) -> None:
    for requirement in _requirements(lock):
        assert re.match(r"[a-z0-9.-]+==[\w.!+]+ ", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_where_packages_come_from(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_every_runtime_requirement_of_the_project_is_locked() -> None:
    wanted = (ROOT / "requirements" / "runtime.in").read_text("utf-8").splitlines()
    names = {re.split(r"[\[>=<]", line)[0] for line in wanted if not line.startswith("#")}
    locked = {requirement.split("==")[0] for requirement in _requirements("runtime")}
    assert names <= locked


def test_tests_and_benchmarks_use_the_versions_that_users_get() -> None:
    users = {line.split(" ")[0] for line in _requirements("runtime")}
    names = {requirement.split("==")[0] for requirement in users}
    for lock in ("test", "bench"):
        for requirement in _requirements(lock):
            pinned = requirement.split(" ")[0]
            assert pinned in users or pinned.split("==")[0] not in names


def test_the_front_end_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


@pytest.mark.parametrize("name", ["aksel.css", "font.css"])
def test_style_sheets_load_nothing_from_another_host(name: str) -> None:
    text = (VENDOR / name).read_text("utf-8")
    assert not re.findall(r"url\([\"']?(?:https?:)?//[^)]*", text)
    assert "@import" not in text


def test_every_font_file_that_the_style_sheet_names_is_there() -> None:
    names = re.findall(r"url\(\./([^)]+)\)", (VENDOR / "font.css").read_text("utf-8"))
    assert len(names) > 10
    assert [name for name in names if not (VENDOR / name).is_file()] == []


def test_every_listed_icon_is_a_symbol_of_the_icon_file() -> None:
    listed = (ROOT / ".ci" / "icons.txt").read_text("utf-8").split()
    drawn = re.findall(r'<symbol id="(\w+)"', (VENDOR / "icons.svg").read_text("utf-8"))
    assert drawn == listed
