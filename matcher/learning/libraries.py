"""Which libraries a model was made with, and whether those installed open it as it was."""

import platform
from collections.abc import Mapping
from importlib.metadata import version as installed
from typing import Any

import matcher

# Models pickled with another feature release of these may load and answer otherwise.
STRICT = ("scikit-learn", "numpy")
NOTED = ("scipy", "joblib")


def libraries() -> dict[str, str]:
    """The version of this program, of Python and of each library that a model is made of."""
    own = {"jobbsmak": matcher.__version__, "python": platform.python_version()}
    return own | {name: installed(name) for name in (*STRICT, *NOTED)}


def library_differences(manifest: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Library -> (made with, installed), where the two differ in any way."""
    made, here = manifest.get("libraries"), libraries()
    made = made if isinstance(made, Mapping) else {}
    return {
        name: (str(made.get(name, "unknown")), now)
        for name, now in here.items()
        if made.get(name) != now
    }


def refused_library(manifest: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Library, version it was made with, version installed: the first that may not be mixed."""
    for name, (made, here) in library_differences(manifest).items():
        if name in STRICT and _feature_release(made) != _feature_release(here):
            return name, made, here
    return None


def _feature_release(version: str) -> tuple[str, ...]:
    """The first two numbers of a version.

    >>> _feature_release("1.7.2")
    ('1', '7')
    """
    return tuple(version.split(".")[:2])
