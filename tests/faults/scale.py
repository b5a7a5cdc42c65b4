"""How long the long forms run: `make test-faults SCALE=10` is a tenth of what issue 11 asks for."""

import os

SCALE = int(os.environ.get("SCALE", "100"))  # percent


def at_length(number: int) -> int:
    """So many at full length; fewer at another scale, and one at least."""
    return max(1, number * SCALE // 100)
