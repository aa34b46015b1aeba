"""A model's files: whole or not at all, and never opened before they were checked."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.errors import ArtefactProblem
from matcher.learning import libraries, registry
from matcher.learning.registry import (
    CARD,
    MANIFEST,
    MODEL,
    clear_unfinished,
    fingerprint,
    kept_versions,
    load_artefact,
    packed,
    write_artefact,
)

VERSION = "20250901-0205-0a1b2c3d"
THING = {"effects": [0.1, -0.2, 0.3], "names": ["a", "b", "c"]}


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> Any:
        return (os.mkdir, (str(self.sprung),))


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, Any]:
    return write_artefact(tmp_path, VERSION, packed(THING), {"rows": 3}, "# Card\n")


def test_a_model_comes_back_and_its_manifest_says_what_it_is(kept, tmp_path):
    assert load_artefact(tmp_path, VERSION, kept["sha256"], kept) == THING
    assert kept["version"] == VERSION and kept["rows"] == 3
    assert kept["sha256"] == fingerprint((tmp_path / VERSION / MODEL).read_bytes())
    assert set(kept["libraries"]) >= {"scikit-learn", "numpy", "python"}
    assert (tmp_path / VERSION / CARD).read_text() == "# Card\n"
    assert kept_versions(tmp_path) == (VERSION,)


def test_the_same_model_is_the_same_bytes():
    assert packed(THING) == packed(json.loads(json.dumps(THING)))


@pytest.mark.parametrize("file", [MODEL, MANIFEST])
def test_one_flipped_byte_anywhere_is_noticed_and_nothing_is_opened(file, tmp_path):
    sprung = tmp_path / "sprung"
    kept = write_artefact(tmp_path, VERSION, packed(Trap(sprung)), {"rows": 3}, "")
    path = tmp_path / VERSION / file
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        with pytest.raises(ArtefactProblem, match=VERSION):
            load_artefact(tmp_path, VERSION, kept["sha256"], kept)
    assert not sprung.exists()
    path.write_bytes(whole)
    load_artefact(tmp_path, VERSION, kept["sha256"], kept)
    assert sprung.exists()


@pytest.mark.parametrize("length", [0, 1, -1])
@pytest.mark.parametrize("file", [MODEL, MANIFEST])
def test_a_file_that_was_cut_short_is_noticed(file, length, kept, tmp_path):
    path = tmp_path / VERSION / file
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ArtefactProblem, match=r"Restore it from a backup"):
        load_artefact(tmp_path, VERSION, kept["sha256"], kept)


@pytest.mark.parametrize("file", [MODEL, MANIFEST])
def test_a_file_that_is_gone_is_named(file, kept, tmp_path):
    (tmp_path / VERSION / file).unlink()
    with pytest.raises(ArtefactProblem, match=file):
        load_artefact(tmp_path, VERSION, kept["sha256"], kept)


def test_a_missing_folder_is_named_with_what_to_do(tmp_path):
    with pytest.raises(ArtefactProblem, match=r"no folder .*JOBBSMAK_MODELS"):
        load_artefact(tmp_path, VERSION, "0" * 64)


@pytest.mark.parametrize("name", ["../secret", "/etc", ".tmp-x", "", "a/b"])
def test_a_version_is_no_path(name, tmp_path):
    with pytest.raises(ArtefactProblem, match="not the name of a model"):
        load_artefact(tmp_path, name, "0" * 64)


def test_the_bytes_that_were_checked_are_the_bytes_that_are_opened(kept, tmp_path, monkeypatch):
    """A file that is exchanged between the check and the opening is not read again."""
    path = tmp_path / VERSION / MODEL
    checked = registry.checked_bytes

    def exchanged(*arguments: Any) -> bytes:
        payload = checked(*arguments)
        path.write_bytes(packed("another one"))
        return payload

    monkeypatch.setattr(registry, "checked_bytes", exchanged)
    assert load_artefact(tmp_path, VERSION, kept["sha256"], kept) == THING


def test_a_model_of_another_feature_release_is_refused_and_of_a_correction_let_through(
    tmp_path, monkeypatch
):
    here = libraries.libraries()
    for numpy, refused in (("1.2.3", True), (f"{here['numpy'].rpartition('.')[0]}.999", False)):
        monkeypatch.setattr(registry, "libraries", lambda numpy=numpy: here | {"numpy": numpy})
        version = f"{VERSION}-{numpy}"
        kept = write_artefact(tmp_path, version, packed(THING), {}, "")
        if refused:
            with pytest.raises(ArtefactProblem, match=rf"numpy {numpy}; installed is"):
                load_artefact(tmp_path, version, kept["sha256"], kept)
        else:
            assert load_artefact(tmp_path, version, kept["sha256"], kept) == THING
            assert libraries.library_differences(kept) == {"numpy": (numpy, here["numpy"])}


def test_a_whole_model_that_cannot_be_opened_is_said(tmp_path):
    kept = write_artefact(tmp_path, VERSION, b"no pickle at all", {}, "")
    with pytest.raises(ArtefactProblem, match="is whole, but"):
        load_artefact(tmp_path, VERSION, kept["sha256"], kept)


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArtefactProblem, match=r"No space left on device.*Check the disk"):
        write_artefact(tmp_path, VERSION, packed(THING), {}, "")
    assert list(tmp_path.iterdir()) == []


def test_a_model_is_never_written_over_another(kept, tmp_path):
    with pytest.raises(ArtefactProblem, match="cannot be kept"):
        write_artefact(tmp_path, VERSION, packed("another"), {}, "")
    assert load_artefact(tmp_path, VERSION, kept["sha256"], kept) == THING


def test_a_manifest_with_a_number_that_is_none_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match="nan"):
        write_artefact(tmp_path, VERSION, b"", {"loss": float("nan")}, "")
    assert list(tmp_path.iterdir()) == []


def test_what_a_cut_off_night_left_is_cleared_and_a_finished_model_is_not(kept, tmp_path):
    (tmp_path / ".tmp-20250902-0205-ffffffff").mkdir()
    (tmp_path / ".tmp-20250902-0205-ffffffff" / MODEL).write_bytes(b"half")
    assert kept_versions(tmp_path) == (VERSION,)
    assert clear_unfinished(tmp_path) == (".tmp-20250902-0205-ffffffff",)
    assert [path.name for path in tmp_path.iterdir()] == [VERSION]
    assert clear_unfinished(tmp_path / "nowhere") == kept_versions(tmp_path / "nowhere") == ()
