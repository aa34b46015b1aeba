"""Where a copy is made before it gets its name: a folder of the owner's own, beside the target.

Whatever happens, a half-written file never has the final name. What a copy that was killed left
behind is cleared away by the next one, since it holds people's data.
"""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from matcher.domain.errors import CopyProblem

_PREFIX = ".jobbsmak-copy-"
# Where a file system knows no hard links, a name is taken by renaming.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A new folder in the folder ``beside``, gone afterwards; CopyProblem on the disk's errors."""
    _clear_left(beside)
    try:
        place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
    except OSError as error:
        raise _problem(beside, error) from error
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # says to others, and only while it lives: in use
        yield place
    except OSError as error:
        raise _problem(beside, error) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def _problem(folder: Path, error: OSError) -> CopyProblem:
    return CopyProblem(
        f"Cannot write in {folder}: {error.strerror or error}. Nothing was left there;"
        " check its room and permissions."
    )


def _clear_left(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            continue  # a copy that is being made
        finally:
            os.close(handle)


@contextmanager
def shut_for_others(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read; FileExistsError where there is one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


def sync_file(file: IO[bytes]) -> None:
    """Wait until what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def give_name(finished: Path, name: Path) -> None:
    """Let a finished file have its name; CopyProblem where a file has it already."""
    try:
        os.link(finished, name)  # fails where there is one, even if it came this moment
    except FileExistsError:
        raise taken(name) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if name.exists():
            raise taken(name) from None
        finished.rename(name)
    sync_folder(name.parent)


def taken(name: Path) -> CopyProblem:
    """What is said where a file would be overwritten."""
    return CopyProblem(f"{name} exists already, and is not overwritten; give another name.")
