"""First-start safety, on the real commands and a real server."""

import os
import socket
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on its first day, after `init` and one request."""
    with Server(tmp_path_factory.mktemp("first-start") / "data", new=True) as server:
        yield server


def test_the_first_link_is_random_and_printed_once(server: Server) -> None:
    """A link for one use, and never a password: nobody ever knows another's."""
    key = server.invitation.rsplit("/", 1)[-1]
    assert len(key) >= 43
    again = server.flask("init")
    assert key not in again
    assert server.pairing_code not in again
    assert "/staff/invited/" not in again  # somebody manages it by now


def test_the_servers_log_has_neither_link_nor_pairing_code(server: Server) -> None:
    urllib.request.urlopen(f"{server.url}{server.invitation}", timeout=10).close()
    log = server.log.read_text()
    assert "INFO Listening at" in log
    assert "Logging error" not in log
    assert server.invitation.rsplit("/", 1)[-1] not in log
    assert server.pairing_code not in log


def listening(port: int) -> set[str]:
    """The addresses that something listens on at this port, as the kernel writes them."""
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            local, state = line.split()[1], line.split()[3]
            address, _colon, number = local.partition(":")
            if state == "0A" and int(number, 16) == port:
                found.add(address)
    return found


def test_the_server_listens_on_loopback_alone(server: Server) -> None:
    assert listening(server.port) == {"0100007F"}


def test_a_machine_elsewhere_would_see_every_address_listened_on() -> None:
    """The control: the search above does find a server that is open to the network."""
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))
        everywhere.listen()
        assert listening(everywhere.getsockname()[1]) == {"00000000"}


@pytest.mark.sqlite("its file")
def test_everything_in_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the umask of the shell that `init` was typed in."""
    folder = tmp_path / "data"
    before = os.umask(0)
    try:
        Server(folder, new=True)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes) == {"askfirst.db", "field-keys.txt", "receipt-keys.json", "secret-key.txt"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.sqlite("copies its file")
def test_a_database_is_not_restored_under_a_running_server(server: Server, tmp_path: Path) -> None:
    """And a moment later, once the server is stopped, it is."""
    saved = str(tmp_path / "saved.db")
    server.flask("backup", saved)
    urllib.request.urlopen(f"{server.url}/readyz", timeout=10).close()
    with pytest.raises(AssertionError, match="stop the server first"):
        server.flask("restore", saved)
    server.stop()
    assert "start the server" in server.flask("restore", saved)
    server.start()
    with urllib.request.urlopen(f"{server.url}/readyz", timeout=10) as answer:
        assert answer.status == 200
