"""`python -m bench`: measure, print, keep. docs/decisions/0012-how-we-measure.md."""

import os
import time

from bench import database
from bench.bulk.size import SIZES
from bench.markdown import table
from bench.measure import _bench, measured
from bench.options import Options, options
from bench.pairs import paired
from bench.peer import measured_peer
from bench.profiling import profiled
from bench.report import pair_lines, saved, space, surroundings, unread
from bench.stage import Stage, stage


def main(chosen: Options) -> None:
    """Load, then measure or profile."""
    load = os.getloadavg()
    if chosen.against:
        for line in pair_lines(paired(chosen.against, chosen)):
            print(line, flush=True)
        return
    if chosen.peer:
        print(table(measured_peer(chosen.peer, chosen)))
        return
    with stage(chosen.data) as empty:
        full = _loaded(empty, chosen)
        if chosen.profile:
            profiled(full, chosen)
            return
        with full.hub(chosen.workers) as hub:
            sizes = database.sizes(full.database)
            around = surroundings(chosen, database.version(full.database), load)
            print(space(sizes), *(f"{name}: {value}" for name, value in around.items()), sep="\n")
            print("noise: (fastest - slowest) / median of the repeats; µs: processor time\n")
            with _bench(full, hub, chosen.workers) as bench:
                figures = measured(bench, chosen)
            after = database.sizes(full.database)
    print(table(figures), unread(after), sep="\n\n")
    print(f"\nKept in {saved(chosen.results, around, sizes, figures)}")


def _loaded(empty: Stage, chosen: Options) -> Stage:
    began = time.monotonic()
    if chosen.size:
        full = empty.filled(SIZES[chosen.size])
    else:
        with empty.hub(chosen.workers):
            full = empty.loaded(chosen.inhabitants)
    what = f"{len(full.region.inhabitants)} inhabitants with wishes"
    print(f"{what} loaded in {time.monotonic() - began:.1f} s\n", flush=True)
    return full


if __name__ == "__main__":
    main(options())
