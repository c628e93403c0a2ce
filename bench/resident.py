"""A checkout's hub, loaded and running, that measures what it is told to.

Run with a checkout first on the path, so that this one's `bench` and `hub` are what is measured: it
says a line once it is loaded, then answers each line (work, connections, seconds, seed) by a run.
"""

import sys

import msgspec

# By name, as they stand in any checkout: of an older one nothing else is asked.
from bench.measure import _bench
from bench.stage import stage


def main(workers: int, inhabitants: int) -> None:
    """Until the end of the input."""
    with stage() as empty, empty.hub(workers) as hub:
        full = empty.loaded(inhabitants)
        with _bench(full, hub, workers) as bench:
            _say(None)
            for line in sys.stdin:
                work, connections, seconds, seed = line.split()
                _say(bench.run(work, int(connections), float(seconds), int(seed)))


def _say(what: object) -> None:
    print(msgspec.json.encode(what).decode(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
