"""`make bench-postgres`: verify, sign, poll and today's list on a PostgreSQL of its own, which
keeps what it acknowledges as one in life does; the control is a bare insert on the same server.

List, card, search and signing with many consents: `bench.million`, which adds that engine to its
rows where `harness.postgres` started it (`bench/README.md`).
"""

from bench import room, server
from bench.results import record
from bench.table import machine, show


def main() -> None:
    """Measure, print the table, write it down."""
    print(f"Ask First, measured on {machine()}\n")
    found = [*server.figures(), *room.figures()]
    show(found)
    record("On PostgreSQL", found)


if __name__ == "__main__":
    main()
