"""`python -m bench`: measure, print, keep. docs/decisions/0012-how-we-measure.md."""

import os
import time

from bench import database
from bench.measure import measured
from bench.options import Options, options
from bench.pairs import paired
from bench.profiling import profiled
from bench.report import pair_lines, saved, space, surroundings, table
from bench.stage import Stage, stage


def main(chosen: Options) -> None:
    """Load, then measure or profile."""
    load = os.getloadavg()
    if chosen.against:
        for line in pair_lines(paired(chosen.against, chosen)):
            print(line, flush=True)
        return
    with stage() as empty:
        if chosen.profile:
            with empty.hub(chosen.workers):
                full = _loaded(empty, chosen.inhabitants)
            profiled(full, chosen)
            return
        with empty.hub(chosen.workers) as hub:
            full = _loaded(empty, chosen.inhabitants)
            sizes = database.sizes(full.database)
            around = surroundings(chosen, database.version(full.database), load)
            print(space(sizes), *(f"{name}: {value}" for name, value in around.items()), sep="\n")
            print("noise: (fastest - slowest) / median of the repeats; µs: processor time\n")
            figures = measured(full, hub, chosen)
    print(table(figures))
    print(f"\nKept in {saved(chosen.results, around, sizes, figures)}")


def _loaded(empty: Stage, inhabitants: int) -> Stage:
    began = time.monotonic()
    full = empty.loaded(inhabitants)
    print(f"{inhabitants} inhabitants loaded in {time.monotonic() - began:.1f} s\n", flush=True)
    return full


if __name__ == "__main__":
    main(options())
