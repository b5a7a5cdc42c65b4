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
TOLD = ("SCRIPT_NAME", "PATH_INFO", "wsgi.url_scheme", "REMOTE_ADDR")
def app(environ, start_response):
    if environ["PATH_INFO"] == "/alive":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    if environ["PATH_INFO"] == "/told":
        told = "|".join(environ.get(name, "") for name in TOLD)
        start_response("200 OK", [("Content-Length", str(len(told)))])
        return [told.encode()]
    environ["wsgi.input"].read()
    raise RuntimeError("typed by a patient")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


def get(port: int, path: str) -> bytes:
    return ask(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if get(port, "/alive").startswith(b"HTTP/1.1 200 "):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("gunicorn did not start")


@contextmanager
def served(folder: Path, *options: str, code: str = BROKEN_APP) -> Iterator[int]:
    """A gunicorn of ours that serves the broken app, and writes its log to folder/log."""
    (folder / "broken.py").write_text(code)
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
    assert "builtins.RuntimeError, at:" in log
    assert "broken.py:" in log
    assert "typed by a patient" not in log, "what an error says may be anybody's words"
    assert "Invalid request" in log
    assert KEY not in log


def test_the_plain_logger_would_name_it(tmp_path: Path) -> None:
    """The control: without our logger the key is in the log."""
    with served(tmp_path, "--logger-class", "gunicorn.glogging.Logger") as port:
        provoke(port)
    assert KEY in (tmp_path / "log").read_text()


BAD_CHUNK = "Transfer-Encoding: chunked\r\n\r\nMargaret O'Neill, born in 1948\r\n0\r\n\r\n"


def test_a_bad_chunk_is_a_400_that_repeats_nothing(tmp_path: Path) -> None:
    """The body of a form stood in the log, in the words of the parser's error."""
    with served(tmp_path) as port:
        answer = ask(port, f"POST /told HTTP/1.1\r\nHost: localhost\r\n{BAD_CHUNK}")
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"Margaret" not in answer
    log = (tmp_path / "log").read_text()
    assert "Margaret" not in log
    assert "Traceback" not in log


def test_gunicorn_itself_would_repeat_it(tmp_path: Path) -> None:
    """The control."""
    plain = ("--worker-class", "gthread", "--logger-class", "gunicorn.glogging.Logger")
    with served(tmp_path, *plain) as port:
        ask(port, f"POST /crash HTTP/1.1\r\nHost: localhost\r\n{BAD_CHUNK}")
    assert "Margaret" in (tmp_path / "log").read_text()


CLAIMS = (
    "Script-Name: /secret\r\nSCRIPT_NAME: /secret\r\nX-Forwarded-Proto: https\r\n"
    "X-Forwarded-For: 10.9.9.9\r\nX-Forwarded-Ssl: on\r\nConnection: close\r\n\r\n"
)


def told(folder: Path, *options: str) -> bytes:
    with served(folder, *options) as port:
        answer = ask(port, f"GET /told HTTP/1.1\r\nHost: localhost\r\n{CLAIMS}")
    return answer.rpartition(b"\r\n\r\n")[2]


def test_no_peer_is_believed_not_even_on_loopback(tmp_path: Path) -> None:
    """What a proxy says is the application's to believe (ProxyFix), and only if it is told to."""
    assert told(tmp_path) == b"|/told|http|127.0.0.1"


def test_gunicorn_itself_would_believe_it(tmp_path: Path) -> None:
    """The control."""
    believing = ("--forwarded-allow-ips", "127.0.0.1", "--forwarder-headers", "SCRIPT_NAME")
    assert told(tmp_path, *believing) != b"|/told|http|127.0.0.1"


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
