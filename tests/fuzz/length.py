"""How long fuzzing goes on: a few seconds in `make test`, as long as it says in `make fuzz`."""

import os

FUZZ = float(os.environ.get("FUZZ", "0"))  # seconds for each kind; 0: as `make test` does


def seconds(usual: float) -> float:
    """For how long one kind of input is tried."""
    return FUZZ or usual
