"""A busy morning on loopback: tablets, phones and clinicians as they come, for ten minutes.

`make bench-morning`, or `python -m bench.morning [SECONDS] [PER CENT of the people]`. A proxy is
trusted, and gives each its own address, so that budgets hold as in life. One process plays all of
them; it says what part of a core that took. `make bench-morning-postgres`: the same with two
application servers on one PostgreSQL.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.results import record
from bench.server import prepare
from bench.table import Figure, machine, show
from harness import databases
from harness.morning import CLINICIANS, PHONES, SIGNINGS, TABLETS, Morning
from harness.server import Server

SECONDS = 600
BOUND = 200  # ms


def figures(seconds: int = SECONDS, part: float = 1.0) -> list[Figure]:
    """Nothing went wrong, and nobody waited."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        # Two thousand walks in ten minutes are more than the usual budgets are for.
        budgets = "tablet=600 sent=1200 site=6000"
        data = Path(folder) / "data"
        server = Server(data, ASKFIRST_TRUSTED_HOPS="1", ASKFIRST_BUDGETS=budgets, LIST_AGE="1")
        tablets = prepare(server, "tablets", max(1, round(TABLETS * part)))
        people = prepare(server, "clinicians", max(1, round(CLINICIANS * part)))
        held = prepare(server, "consents", max(2, round(PHONES * part)))
        server.env["ASKFIRST_PUBLIC_URL"] = server.url
        servers = [server, *([server.twin()] if databases.ON_POSTGRES else ())]
        with ExitStack() as running:
            for each in servers:
                running.enter_context(each)
            morning = Morning(servers, seconds, part)
            spent, began = time.process_time(), time.monotonic()
            asyncio.run(morning.pass_by(tablets, people, held))
            share = (time.process_time() - spent) / (time.monotonic() - began)
    return _figures(morning, share)


def _figures(morning: Morning, share: float) -> list[Figure]:
    took = sorted(each for all_ in morning.took.values() for each in all_)
    ninety_five = 1000 * statistics.quantiles(took, n=20)[-1]
    slowest = max(morning.took, key=lambda what: statistics.median(morning.took[what]))
    of_it = 1000 * statistics.median(morning.took[slowest])
    for each, all_ in sorted(morning.took.items()):
        print(f"{each:16} {len(all_):8,} requests, median {1000 * statistics.median(all_):6.1f} ms")
    rate = f"{len(took) / morning.seconds:.0f} requests a second, {100 * share:.0f} % of a core"
    what = f"{rate} for those who ask; slowest: {slowest}, median {of_it:.0f} ms"
    wrong = ", ".join(f"{each} ({count})" for each, count in morning.wrong.most_common(5))
    every_one = (
        f"of {len(took):,} requests in {morning.seconds} s, {morning.signed} signed, "
        f"{morning.decided} decided"
    )
    signings = morning.signed / morning.seconds
    return [
        Figure("Requests that failed", morning.wrong.total(), 0, "", wrong or every_one, True),
        Figure("An answer, 95th percentile", ninety_five, BOUND, " ms", what, True),
        Figure("Signings a second", signings, 0.9 * SIGNINGS * morning.part, "", every_one),
    ]


def main() -> None:
    seconds = int(sys.argv[1]) if sys.argv[1:] else SECONDS
    part = int(sys.argv[2]) / 100 if sys.argv[2:] else 1.0
    people = f"{TABLETS} tablets, {PHONES} phones, {CLINICIANS} clinicians"
    print(f"Ask First, measured on {machine()}\n{100 * part:.0f} % of {people}, {seconds} s\n")
    found = figures(seconds, part)
    show(found)
    record("A busy morning on PostgreSQL" if databases.ON_POSTGRES else "A busy morning", found)


if __name__ == "__main__":
    main()
