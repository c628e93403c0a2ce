"""A hub of one process that profiles itself between two signals; run by `bench.profiling`."""

import cProfile
import signal
import sys
from types import FrameType

import uvicorn

from bench.hub import hub

PROTOCOL = "hub.http.protocol:WatchedProtocol"
BEGIN, END = signal.SIGUSR1, signal.SIGUSR2


def main(port: int, path: str) -> None:
    """Serve; the profile lies at `path` after `END`."""
    profile = cProfile.Profile()

    def begin(_number: int, _frame: FrameType | None) -> None:
        profile.enable()

    def end(_number: int, _frame: FrameType | None) -> None:
        profile.disable()
        profile.dump_stats(path)

    signal.signal(BEGIN, begin)
    signal.signal(END, end)
    config = uvicorn.Config(
        hub(), port=port, loop="uvloop", http=PROTOCOL, access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
