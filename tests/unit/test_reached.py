"""A server behind proxies that leave something out: what `doctor` says of it, and what forms do."""

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.server import Server
from kiosk.operator import around, running
from tests.unit import test_in_front
from tests.unit.test_gunicorn import free_port
from tests.unit.test_in_front import ask, certificate, nginx

HOST = "proxy_set_header Host $host;"
SCHEME = "proxy_set_header X-Forwarded-Proto $scheme;"
ADDRESS = "proxy_set_header X-Forwarded-For $remote_addr;"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path, int]]:
    """A server that is to be reached by https, and the folder and port of its proxy."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not on this machine")
    folder, port = tmp_path_factory.mktemp("reached"), free_port()
    url = f"https://localhost:{port}"
    certificate(folder)
    settings = {"ASKFIRST_PUBLIC_URL": url, "ASKFIRST_TRUSTED_HOPS": "1"}
    with Server(folder / "data", **settings) as server:
        yield server, folder, port


@contextmanager
def in_front(place: tuple[Server, Path, int], without: str = "") -> Iterator[str]:
    """Our nginx file in front, one line of it left out; the address it is at."""
    server, folder, port = place
    command = nginx(folder, port, server.port)
    site = folder / "site.conf"
    assert without in site.read_text()
    site.write_text(site.read_text().replace(without, "") if without else site.read_text())
    with subprocess.Popen(command) as proxy:
        try:
            test_in_front._wait(port, folder)
            yield f"https://localhost:{port}"
        finally:
            proxy.terminate()


@pytest.fixture(autouse=True)
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is nobody's."""
    monkeypatch.setattr(ssl, "create_default_context", ssl._create_unverified_context)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("", "the proxy passes all of it on"),
        (HOST, "pass Host on"),
        (SCHEME, "pass X-Forwarded-Proto on"),
        (ADDRESS, "pass X-Forwarded-For on"),
    ],
)
def test_doctor_asks_the_public_address_and_names_what_is_left_out(
    place: tuple[Server, Path, int], without: str, said: str
) -> None:
    """Issue 14: without Host each form failed, and blamed a page "open for a long time"."""
    with in_front(place, without) as url:
        check = around._public(url)
    assert said in check.found
    assert check.ok is (without == "")


@pytest.mark.parametrize("without", ["", HOST, SCHEME, ADDRESS])
def test_a_form_goes_through_even_so(place: tuple[Server, Path, int], without: str) -> None:
    with in_front(place, without):
        assert "Wrong user name or password" in posted(place[2])


def posted(port: int) -> str:
    """What a form answers that a browser sends through the proxy: a sign-in that is none."""
    name = f"Host: localhost:{port}\r\nConnection: close\r\n"
    page = ask(port, f"GET /staff/sign-in HTTP/1.1\r\n{name}\r\n".encode()).decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    cookies = re.findall(r"(?i)set-cookie: ([^;]+)", page)
    assert token is not None, page
    body = f"csrf_token={token.group(1)}&username=x&password=y"
    head = f"Origin: https://localhost:{port}\r\nCookie: {'; '.join(cookies)}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return ask(port, f"POST /staff/sign-in HTTP/1.1\r\n{name}{head}\r\n{body}".encode()).decode()


def test_what_nobody_answers_is_said(place: tuple[Server, Path, int]) -> None:
    """Not found wrong: a name that is for the phones alone may lead nowhere from the server."""
    check = around._public(f"https://localhost:{free_port()}")
    assert check.ok
    assert "cannot be opened from this machine" in check.found


def test_doctor_looks_when_a_server_runs(place: tuple[Server, Path, int]) -> None:
    server = place[0]
    (note,) = running.servers(server.data_dir)
    assert note.at == f"127.0.0.1:{server.port}"
    assert server.process is not None
    assert note.pid == server.process.pid
    said = server.flask("doctor")
    assert f"ok      servers: process {note.pid} at" in said
    assert "public address, asked" in said
