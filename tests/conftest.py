"""What every kind of test shares: a clean environment, a frozen day, Hypothesis' profiles."""

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, settings

# Test processes run side by side, so that threads of one only wait for those of another: trees that
# take a quarter of a second on one thread took five. Set before numpy and scikit-learn are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.register_profile("long", settings.get_profile("dev"), max_examples=600)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure() -> None:
    """Forget the developer's own store, models and secret: no test reads or writes them."""
    for name in list(os.environ):
        if name == "DATABASE_URL" or name.startswith("JOBBSMAK_"):
            del os.environ[name]


@pytest.fixture
def today() -> date:
    """The day on which tests happen: a Monday without holidays near it."""
    return date(2025, 9, 1)
