"""A backup that was altered, cut short or is none is refused, and nothing is changed."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.domain.errors import CopyProblem
from matcher.store.archive import MANIFEST, unpack
from tests.integration.copies.copy_steps import backed_up, everything, restored

MEMBERS = ("store.db", "store.dump")
Change = Callable[[dict[str, bytes]], None]


def rewritten(source: Path, change: Change, extra: tuple[tarfile.TarInfo, ...] = ()) -> Path:
    """The archive with its members changed, as somebody would who does not know the manifest."""
    with tarfile.open(source) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar.getmembers()}
    change(members)
    target = source.with_name("altered.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for info in extra:
            tar.addfile(info)
    return target


def put(change: Callable[[bytes], bytes]) -> Change:
    """Something else stands where the store was."""

    def put_it(members: dict[str, bytes]) -> None:
        name = store_member(members)
        members[name] = change(members[name])

    return put_it


def store_member(members: dict[str, bytes]) -> str:
    return next(name for name in MEMBERS if name in members)


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def climb(members: dict[str, bytes]) -> None:
    members["../../climbed"] = b"x"


def say(**what: object) -> Change:
    """The manifest says something else."""

    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | what).encode()

    return change


def climb_by_manifest(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    stated = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    manifest["members"]["models/../../climbed"] = stated
    members[MANIFEST] = json.dumps(manifest).encode()
    members["models/../../climbed"] = b"x"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(flipped), "altered"),
        (put(lambda whole: whole[:-1]), "altered"),
        (lambda members: members.pop(store_member(members)), "altered"),
        (climb, "altered"),
        (climb_by_manifest, "altered"),
        (say(rows={"offices": 99}), "rows are not those"),
        (say(members=[]), "altered"),
        (say(members={"store.db": 1}), "altered"),
        (say(format="1"), "altered"),
        (say(format=2), "newer version"),
        (say(revision="9999"), "newer version"),
        (say(backend="oracle"), "altered"),
        (lambda members: members.pop(MANIFEST), "not a backup"),
        (lambda members: members.update({MANIFEST: b"[" * 100_000}), "altered"),
    ],
)
def test_an_altered_backup_is_refused_and_nothing_is_changed(
    filled, versions, copies, change, said
):
    source = rewritten(backed_up(filled, versions, copies), change)
    before, files = everything(filled), sorted(copies.parent.rglob("*"))
    with pytest.raises(CopyProblem, match=said):
        restored(filled, versions, source, replace=True)

    assert everything(filled) == before
    assert not list(copies.parent.parent.glob("climbed"))
    assert [path for path in sorted(copies.parent.rglob("*")) if path not in files] == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_in_a_backup_is_refused(store, versions, copies, kind):
    link = tarfile.TarInfo("models/V1/model.joblib")
    link.type, link.linkname = kind, "/etc/passwd"
    source = rewritten(backed_up(store, versions, copies), lambda members: None, (link,))
    with pytest.raises(CopyProblem, match="altered"):
        restored(store, versions, source, replace=True)


@pytest.mark.parametrize("content", [b"", b"shopping list", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_backup_is_refused(store, versions, copies, content):
    (copies / "notes.txt").write_bytes(content)
    with pytest.raises(CopyProblem, match=r"cannot be read as a backup|not a backup"):
        restored(store, versions, copies / "notes.txt", replace=True)


def test_a_backup_that_was_cut_short_is_refused(store, versions, copies):
    source = backed_up(store, versions, copies)
    whole = source.read_bytes()
    for part in (len(whole) // 3, len(whole) * 2 // 3):
        source.write_bytes(whole[:part])
        with pytest.raises(CopyProblem, match="Nothing was restored"):
            restored(store, versions, source, replace=True)


def test_a_backup_that_is_not_there_is_named(store, versions, copies):
    with pytest.raises(CopyProblem, match=r"There is no backup .*no\.tar\.gz"):
        restored(store, versions, copies / "no.tar.gz")


def test_unpacking_writes_only_for_the_owner(store, versions, copies, tmp_path):
    unpack(backed_up(store, versions, copies), tmp_path / "out")
    assert (tmp_path / "out" / "store.db").stat().st_mode & 0o077 == 0
