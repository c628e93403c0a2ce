"""A disk of a few megabytes of the test's own, to be filled up: a tmpfs that nobody else sees.

It is there for the programs that are told of it (`SMALL_DISK`), in a namespace of users and mounts.
https://man7.org/linux/man-pages/man7/user_namespaces.7.html
"""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

SMALL_DISK = "TEST_SMALL_DISK"
"""The variable by which a program sees the disk of this process."""
_MEBIBYTES = 8
_MOUNT = 'mount -t tmpfs -o size="$1"m,mode=700 tmpfs "$2" && echo mounted && exec cat'
_BALLAST = "ballast"


class NoSmallDisk(Exception):
    """This machine lets nobody make one."""


class SmallDisk:
    """At `place`, for as long as the block lasts. Raises NoSmallDisk."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __enter__(self) -> Self:
        unshare = shutil.which("unshare")
        if unshare is None:
            raise NoSmallDisk("there is no unshare")
        self._place.mkdir(parents=True, exist_ok=True)
        self._holder = subprocess.Popen(
            [unshare, "-rm", "sh", "-c", _MOUNT, "sh", str(_MEBIBYTES), str(self._place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"mounted\n":
            self.__exit__()
            raise NoSmallDisk("unshare -rm may not mount a tmpfs")
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate()  # its input ends, and so does it

    @property
    def environment(self) -> dict[str, str]:
        """Of a program that sees it."""
        return {SMALL_DISK: str(self._holder.pid)}

    @property
    def seen(self) -> Path:
        """Where this process sees it."""
        return Path(f"/proc/{self._holder.pid}/root{self._place}")

    def leave(self, room: int) -> None:
        """So many bytes are free from now on, and no more."""
        self.empty()
        found = os.statvfs(self.seen)
        with (self.seen / _BALLAST).open("wb") as ballast:
            taken = found.f_bavail * found.f_frsize - room
            if taken > 0:
                os.posix_fallocate(ballast.fileno(), 0, taken)

    def empty(self) -> None:
        """There is room again."""
        (self.seen / _BALLAST).unlink(missing_ok=True)


def see(holder: int) -> None:
    """This process, of one thread, sees the disk of that one. Raises OSError."""
    library, here = ctypes.CDLL(None, use_errno=True), Path.cwd()
    opened = [os.open(f"/proc/{holder}/ns/{kind}", os.O_RDONLY) for kind in ("user", "mnt")]
    for each in opened:
        if library.setns(each, 0):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(each)
    os.chdir(here)
