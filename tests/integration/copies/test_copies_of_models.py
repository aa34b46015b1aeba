"""Learned models in a backup: they come back whole, and a lost one keeps no data from it."""

import hashlib
import shutil
from pathlib import Path

from matcher.workflows.backup import make_backup
from tests.integration.copies.copy_steps import (
    NOW,
    backed_up,
    restored,
)
from tests.integration.learned_models import keep_model


def test_a_backup_holds_accounts_and_models_that_no_export_does(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    made = make_backup(filled, versions, copies, now=NOW)
    shutil.rmtree(versions)
    done = restored(filled, versions, made.file, replace=True)

    assert made.models == done.models == (model.version,)
    assert hashlib.sha256((versions / model.version / "model.joblib").read_bytes()).hexdigest() == (
        model.sha256
    )


def test_a_model_that_is_damaged_here_is_set_aside_for_the_whole_one(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    source = backed_up(filled, versions, copies)
    (versions / model.version / "model.joblib").write_bytes(b"cut short")
    done = restored(filled, versions, source, replace=True)

    (aside,) = map(Path, done.models_set_aside)
    assert (aside / "model.joblib").read_bytes() == b"cut short"
    assert (versions / model.version / "model.joblib").read_bytes() != b"cut short"


def test_a_model_that_is_lost_keeps_no_data_from_being_copied(filled, versions, copies):
    model = keep_model(filled, versions, 1, NOW)
    shutil.rmtree(versions)
    made = make_backup(filled, versions, copies, now=NOW)

    assert made.models == ()
    assert "cannot be read" in made.models_missing[model.version]
