"""Who is told of every change of this process: nobody, unless figures are asked for."""


class Turn:
    """A change that waits for its turn to write."""

    def came(self) -> None:
        """It writes now, or it has given up. Said again, it changes nothing."""


class Watch:
    """Told of changes; this one does nothing with them (kiosk/metrics.py counts)."""

    def turn(self) -> Turn:
        """A change begins to wait for its turn."""
        return NO_TURN

    def made(self, verb: str) -> None:
        """A change was committed, with its entry."""


NO_TURN = Turn()
NOBODY = Watch()
_told = [NOBODY]


def tell(watch: Watch) -> None:
    """Tell this one from now on."""
    _told[0] = watch


def told() -> Watch:
    """Who is told now."""
    return _told[0]
