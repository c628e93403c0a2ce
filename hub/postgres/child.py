"""Becomes PostgreSQL: gives up root, ties its life to the launcher's, then runs the program.

Started as a script of its own, by path and with the standard library only, since changing the
user between fork and exec is not safe in a process that has threads.

    child.py LAUNCHER_PID UID GID MUST_REACH PROGRAM ARGUMENT…   (UID -1: stay who you are)
"""

import ctypes
import os
import resource
import signal
import sys

# https://man7.org/linux/man-pages/man2/prctl.2.html
_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2

# https://man7.org/linux/man-pages/man7/capabilities.7.html, the narrow one first
_MAY_PASS_DIRECTORIES = (2, 1)  # CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE
_CAPABILITY_VERSION_3 = 0x20080522
_NO_SETUID_FIXUP = 4  # else access(2), by which PostgreSQL looks for itself, counts none

_IS_LINUX = sys.platform == "linux"


def run_child(arguments: list[str]) -> None:
    """Never returns: this process is PostgreSQL from here on, or ends with a message."""
    launcher, uid, gid = (int(number) for number in arguments[:3])
    must_reach, program = arguments[3:5]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what is in memory
    if uid >= 0:
        _give_up_root(uid, gid, (must_reach, program))
    _die_with(launcher)
    os.execv(program, arguments[4:])  # noqa: S606 -- the launcher names the program


def _give_up_root(uid: int, gid: int, must_reach: tuple[str, ...]) -> None:
    """Become `uid`; where a directory above these paths is closed to it, keep the right to pass."""
    os.setgroups([])
    os.setgid(gid)
    os.setreuid(uid, 0)  # access(2) asks for the real user: see what the account could do
    closed = [path for path in must_reach if not os.access(path, os.X_OK)]
    if not closed:
        os.setuid(uid)
    elif not _IS_LINUX or not _become_with_one_capability(uid):
        sys.exit(f"account {uid} may not reach {closed}: open the directories above (chmod o+x)")


def _become_with_one_capability(uid: int) -> bool:
    """False when root itself lacks the capability, as in some containers."""
    try:
        _prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP)
    except OSError:
        return False
    os.setreuid(uid, uid)
    return any(_keep_only(number) for number in _MAY_PASS_DIRECTORIES)


def _keep_only(number: int) -> bool:
    """Keep this one capability through exec, and give up all others."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 1 << number
    only_this = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, only_this) != 0:
        return False
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number)
    return True


def _die_with(launcher: int) -> None:
    """Have the kernel send SIGINT (stop, rolling back what runs) when the launcher dies."""
    if _IS_LINUX:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != launcher:
        sys.exit("the launcher is gone")


def _prctl(option: int, *values: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if ctypes.CDLL(None, use_errno=True).prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


if __name__ == "__main__":
    run_child(sys.argv[1:])
