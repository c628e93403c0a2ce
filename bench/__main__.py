"""`python -m bench`: measure, print, keep. docs/decisions/0012-how-we-measure.md."""

import os
import time

from bench import database
from bench.measure import measured
from bench.options import Options, options
from bench.profiling import profiled
from bench.report import saved, space, surroundings, table
from bench.stage import stage


def main(chosen: Options) -> None:
    """Load, then measure or profile."""
    load = os.getloadavg()
    began = time.monotonic()
    with stage(chosen.inhabitants, chosen.workers) as loaded:
        sizes = database.sizes(loaded.database)
        print(f"Loaded in {time.monotonic() - began:.0f} s: {chosen.inhabitants} inhabitants.")
        print(space(sizes), end="\n\n", flush=True)
        if chosen.profile:
            profiled(loaded, chosen)
            return
        around = surroundings(chosen, database.version(loaded.database), load)
        for name, value in around.items():
            print(f"{name}: {value}")
        print("noise is (fastest - slowest) / median of the repeats; µs are processor time\n")
        figures = measured(loaded, chosen)
    print(table(figures))
    print(f"\nKept in {saved(chosen.results, around, sizes, figures)}")


if __name__ == "__main__":
    main(options())
