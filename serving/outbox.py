"""What a thread writes its answer to: the loop sends it on (serving/worker.py)."""


class Outbox:
    """Stands for the socket while a thread answers: the answer is sent when it is whole."""

    def __init__(self) -> None:
        self.data = bytearray()

    def sendall(self, data: bytes) -> None:
        """Keep what is to be sent."""
        self.data += data

    def send(self, data: bytes) -> int:
        """The same; says that all of it went."""
        self.data += data
        return len(data)

    def recv(self, _size: int) -> bytes:
        """Nothing more comes: the request is here whole."""
        return b""

    def gettimeout(self) -> float:
        """It never waits."""
        return 0.0

    def settimeout(self, _seconds: float | None) -> None:
        """It never waits."""

    setblocking = settimeout

    def shutdown(self, _how: int) -> None:
        """The loop closes the socket itself."""

    def close(self) -> None:
        """The same."""
