"""What is installed is pinned by hash, and no secret is in a file that git keeps; `make secure`.

Exit 0 when all is well, 1 with a line for each thing that is not. Looks at files only.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^[a-zA-Z0-9._-]+(\[[^\]]+\])?==[^ ]+.*\\$")
_SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a cloud key": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a token": re.compile(
        r"\b(gh[pousr]_\w{36}|glpat-[\w-]{20}|xox[abpr]-[\w-]{20,}|eyJ\w{20,}\.eyJ)"
    ),
    "a secret": re.compile(
        r"(?i)(secret|api_?key|token|passw(or)?d)[\"']?\s*[:=]\s*[\"']"
        r"(?=[^\"']*\d)(?=[^\"']*[a-z])(?=[^\"']*[A-Z])[\w+/=-]{20,}[\"']"
    ),
    "a password in an address": re.compile(r"://[^/\s:@]+:(?=[^/\s@]*\d)[\w%-]{12,}@"),
}
_LARGEST = 2_000_000
_KEPT_OUT = (".key", ".pem", ".p12", ".pfx", ".env", ".db")


def secrets_in(text: str) -> Iterator[str]:
    """What in a text looks like a secret, by kind."""
    for kind, pattern in _SECRETS.items():
        if pattern.search(text):
            yield kind


def _kept_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name]


def _secret_problems(names: list[str]) -> Iterator[str]:
    for name in names:
        path = ROOT / name
        if name.endswith(_KEPT_OUT):
            yield f"{name}: such a file is not for git"
        if not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        yield from (f"{name}: holds what looks like {kind}" for kind in secrets_in(text))


def _pin_problems() -> Iterator[str]:
    """Every package of the lock files has its version and hash, and comes from no other place."""
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if not line or line.startswith((" ", "#")):
                continue
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if not _PINNED.match(line) or "--hash=sha256:" not in following:
                yield f"requirements/{file.name}, line {number + 1}: not pinned by hash"
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        if name and not package.get("integrity", "").startswith("sha512-"):
            yield f"package-lock.json, {name}: not pinned by hash"


def main() -> int:
    """Print what is wrong; answers the exit code."""
    names = _kept_files()
    problems = [*_pin_problems(), *_secret_problems(names)]
    print("\n".join(problems or [f"{len(names)} files hold no secret; every package is pinned."]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
