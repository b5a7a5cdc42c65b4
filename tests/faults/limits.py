"""What a machine can take away from a running server, without root: room, rights, a clock."""

import ctypes
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.server import Server

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # linux/prctl.h, capability.h


def workers(server: Server) -> list[int]:
    """The processes of a running server, its master among them."""
    assert server.process is not None
    master = server.process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
    return [master, *map(int, children.split())]


@contextmanager
def no_more_room(server: Server, room: int = 0) -> Iterator[None]:
    """No file of this server may grow beyond `room` bytes more than its log of writes has now."""
    size = os.stat(server.data_dir / "askfirst.db-wal").st_size + room
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for each in workers(server):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        for each in workers(server):
            resource.prlimit(each, resource.RLIMIT_FSIZE, before)


def as_anybody() -> None:
    """For a process before it begins: file modes hold for it, be the tests run by root or not."""
    if os.geteuid() == 0:
        for power in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, power, 0, 0, 0) == 0
