"""`python -m bench`: ratios against controls in the same run. It measures; it is not a test."""

from bench import camera, counting, crypto, digests, pages, qr, records, room, server, wire
from bench.results import record
from bench.table import machine, show


def main() -> None:
    """Measure all, print the table."""
    print(f"Ask First, measured on {machine()}")
    print("Each against a control in the same run, turn by turn; medians.\n")
    found = [
        *crypto.figures(),
        *qr.figures(),
        *server.figures(),
        *counting.figures(),
        *pages.figures(),
        *room.figures(),
        *records.figures(),
        *digests.figures(),
        *camera.figures(),
        *wire.figures(),
    ]
    show(found)
    record("Speed", found)


if __name__ == "__main__":
    main()
