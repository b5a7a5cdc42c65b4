"""The server's settings, tried on a real gunicorn: above all, what its log leaves out."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-patients-receipt-key"
BROKEN_APP = """
def app(environ, start_response):
    if environ["PATH_INFO"] == "/alive":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    raise RuntimeError("broken")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


def get(port: int, path: str) -> bytes:
    return ask(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


def wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if get(port, "/alive").startswith(b"HTTP/1.1 200"):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("gunicorn did not start")


@contextmanager
def served(folder: Path, *options: str) -> Iterator[int]:
    """A gunicorn of ours that serves the broken app, and writes its log to folder/log."""
    (folder / "broken.py").write_text(BROKEN_APP)
    port = free_port()
    environment = {**os.environ, "ASKFIRST_PORT": str(port), "HOME": str(folder)}
    environment.pop("ASKFIRST_HOST", None)
    environment.pop("XDG_RUNTIME_DIR", None)
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, *options, "broken:app"], cwd=folder, env=environment, stderr=log, stdout=log
        )
    try:
        wait_for(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def provoke(port: int) -> None:
    """A crash, an address too long and a malformed request, each with a key in it."""
    assert b" 500 " in get(port, f"/r/{KEY}")
    assert b" 414 " in get(port, f"/r/{KEY}/{'x' * 2048}")
    assert b" 400 " in ask(port, f"GET /r/{KEY} nonsense\r\n\r\n")


def test_the_log_names_no_address_that_was_asked_for(tmp_path: Path) -> None:
    with served(tmp_path) as port:
        provoke(port)
    log = (tmp_path / "log").read_text()
    assert "Error handling request" in log, "a crash is still logged"
    assert "RuntimeError: broken" in log
    assert "Invalid request" in log
    assert KEY not in log


def test_the_plain_logger_would_name_it(tmp_path: Path) -> None:
    """The control: without our logger the key is in the log."""
    with served(tmp_path, "--logger-class", "gunicorn.glogging.Logger") as port:
        provoke(port)
    assert KEY in (tmp_path / "log").read_text()


def test_it_opens_no_control_socket_and_tells_no_version(tmp_path: Path) -> None:
    with served(tmp_path) as port:
        assert not (tmp_path / ".gunicorn").exists()
        answer = get(port, "/alive")
    assert b"Server: gunicorn\r\n" in answer


@pytest.mark.parametrize(
    ("host", "bind"),
    [(None, "127.0.0.1:8000"), ("10.0.0.5", "10.0.0.5:8000"), ("::1", "[::1]:8000")],
)
def test_the_address_comes_from_the_environment(host: str | None, bind: str) -> None:
    environment = {key: value for key, value in os.environ.items() if "ASKFIRST" not in key}
    show = subprocess.run(
        [sys.executable, "-c", "import runpy; print(runpy.run_path('gunicorn.conf.py')['bind'])"],
        cwd=ROOT,
        env=environment | ({"ASKFIRST_HOST": host} if host else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert show.stdout.strip() == bind
