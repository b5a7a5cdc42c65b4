"""The files for Caddy and nginx, tried with the programs themselves where the machine has them."""

import datetime
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk import logs
from tests.unit.test_gunicorn import ROOT, free_port, served
from tests.unit.test_slow_clients import PLAIN, PROMPT, slowest
from tools import outage

NAME = "ask.example.org"
DEPLOY = ROOT / "deploy"
APP = """
TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SCRIPT_NAME")
NAMED = "HTTP_X_REQUEST_ID"

def app(environ, start_response):
    told = "|".join(environ.get(name, "") for name in TOLD)
    if environ["PATH_INFO"] == "/named":
        told = environ.get(NAMED, "")
    told += "|" + str(len(environ["wsgi.input"].read()))
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told.encode()]
"""


def certificate(folder: Path) -> None:
    """A certificate for the name, good for an hour, as cert.pem and key.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """The command that serves our file, with this machine's ports and certificate in it."""
    text = (DEPLOY / "nginx.conf").read_text()
    for ours, here in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("/etc/ssl/ask.example.org/fullchain.pem", f"{folder}/cert.pem"),
        ("/etc/ssl/ask.example.org/privkey.pem", f"{folder}/key.pem"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/opt/askfirst/current/deploy", str(DEPLOY)),
        ("/var/log/nginx/askfirst.log", f"{folder}/askfirst.log"),
    ):
        assert ours in text, ours
        text = text.replace(ours, here)
    (folder / "site.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root; ' * (os.geteuid() == 0)}daemon off;\n"
        f"pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    """The same for Caddy."""
    text = (DEPLOY / "Caddyfile").read_text()
    version = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True)
    if version.stdout.lstrip("v").startswith("2.6."):  # as Debian 12 has it
        text = text.replace("request_buffers 1MB", "buffer_requests\n\t\tmax_buffer_size 1MB")
    for ours, here in (
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https off\n\tservers {"),
        ("\nask.example.org {", f"\n{NAME}:{port} {{\n\ttls {folder}/cert.pem {folder}/key.pem"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/opt/askfirst/current/deploy", str(DEPLOY)),
    ):
        assert ours in text, ours
        text = text.replace(ours, here, 1)
    (folder / "Caddyfile").write_text(text)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def opened(port: int) -> ssl.SSLSocket:
    """A TLS connection to the proxy."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    wire = socket.create_connection(("127.0.0.1", port), timeout=20)
    return trusting.wrap_socket(wire, server_hostname=NAME)


def ask(port: int, request: bytes) -> bytes:
    """The whole answer to a request."""
    with opened(port) as link:
        answer = b""
        try:
            link.sendall(request)
            while part := link.recv(65536):
                answer += part
        except (ssl.SSLError, ConnectionError):
            pass  # ended without the closing word of TLS
        return answer


ALIVE = f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()


@pytest.fixture(params=[nginx, caddy], scope="module")
def ports(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, int]]:
    """The proxy's port and, behind it, that of gunicorn with its own worker: the weaker one."""
    command: Callable[[Path, int, int], list[str]] = request.param
    name = command.__name__
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not on this machine: `apt-get install {name}` (or brew) has it")
    folder = tmp_path_factory.mktemp(name)
    certificate(folder)
    folder.chmod(0o755)
    (folder / "key.pem").chmod(0o644)
    port = free_port()
    app = APP.replace("def app", "def other", 1) + ALIVE_TOO
    with (
        served(folder, *PLAIN, code=app) as behind,
        (folder / "front.log").open("wb") as log,
        subprocess.Popen(command(folder, port, behind), stdout=log, stderr=log) as proxy,
    ):
        try:
            _wait(port, folder)
            yield port, behind
        finally:
            proxy.terminate()


ALIVE_TOO = """
def app(environ, start_response):
    if environ["PATH_INFO"] == "/alive":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    return other(environ, start_response)
"""


def _wait(port: int, folder: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if ask(port, ALIVE):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((folder / "front.log").read_text())


def test_what_a_client_claims_of_itself_is_replaced(ports: tuple[int, int]) -> None:
    claims = b"X-Forwarded-For: 10.9.9.9\r\nX-Forwarded-Proto: http\r\nScript-Name: /x\r\n\r\n"
    answer = ask(ports[0], ALIVE[:-2] + claims)
    assert answer.split()[1] == b"200"
    assert answer.rpartition(b"\r\n\r\n")[2] == f"127.0.0.1|https|{NAME}||0".encode()


def test_a_form_comes_through_and_one_too_big_does_not(ports: tuple[int, int]) -> None:
    post = f"POST / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nContent-Length: ".encode()
    answer = ask(ports[0], post + b"300000\r\n\r\n" + b"x" * 300_000)
    assert answer.endswith(b"|300000")
    assert b"|" not in ask(ports[0], post + b"3000000\r\n\r\n" + b"x" * 3_000_000)


@pytest.mark.parametrize(
    "said",
    [
        f"POST / HTTP/1.1\r\nHost: {NAME}\r\n".encode(),
        f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100\r\n\r\nabc".encode(),
    ],
)
def test_slow_clients_do_not_reach_what_is_behind(ports: tuple[int, int], said: bytes) -> None:
    """Gunicorn's own worker, which eight of them stop, is answering all the while."""
    links = [opened(ports[0]) for _number in range(30)]
    try:
        for each in links:
            each.sendall(said)
        time.sleep(0.5)
        assert slowest(ports[1]) < PROMPT
        began = time.monotonic()
        assert ask(ports[0], ALIVE).split()[1] == b"200"
        assert time.monotonic() - began < PROMPT
    finally:
        for each in links:
            each.close()


def test_silent_sockets_do_not_stop_the_proxy(ports: tuple[int, int]) -> None:
    silent = [socket.create_connection(("127.0.0.1", ports[0])) for _number in range(200)]
    try:
        assert ask(ports[0], ALIVE).split()[1] == b"200"
    finally:
        for each in silent:
            each.close()


def test_each_request_has_a_number_of_the_proxys_own(ports: tuple[int, int]) -> None:
    """What a client says in its place does not reach the log of the server."""
    named = (
        ALIVE.replace(b"GET / ", b"GET /named ")[:-2] + b"X-Request-ID: 0123456789abcdef\r\n\r\n"
    )
    names = [ask(ports[0], named).rpartition(b"\r\n\r\n")[2].split(b"|")[0] for _turn in range(2)]
    assert all(logs.GIVEN.fullmatch(name.decode()) for name in names), names
    assert len({*names, b"0123456789abcdef"}) == 3


def test_figures_are_closed_to_whoever_comes_through(ports: tuple[int, int]) -> None:
    answer = ask(ports[0], ALIVE.replace(b"GET / ", b"GET /metrics "))
    assert answer.split()[1] == b"404"
    assert b"|" not in answer


@pytest.fixture(params=[nginx, caddy])
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The proxy's port, with nobody behind it, and its folder."""
    command: Callable[[Path, int, int], list[str]] = request.param
    if shutil.which(command.__name__) is None:
        pytest.skip(f"{command.__name__} is not on this machine")
    certificate(tmp_path)
    tmp_path.chmod(0o755)
    port = free_port()
    with (
        (tmp_path / "front.log").open("wb") as log,
        subprocess.Popen(command(tmp_path, port, free_port()), stdout=log, stderr=log) as proxy,
    ):
        try:
            _wait(port, tmp_path)
            yield port, tmp_path
        finally:
            proxy.terminate()


KEY = b"a-patients-receipt-key"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4\r\n\r\nonce"


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_while_the_server_is_away_our_own_words_stand_there(
    alone: tuple[int, Path], method: bytes
) -> None:
    """Issue 14: "502 Bad Gateway", in English and in a programmer's words."""
    head = ALIVE.replace(b"GET / ", method + b" /r/" + KEY + b" ")
    answer = ask(alone[0], head[:-2] + FORM if method == b"POST" else head)
    assert answer.split()[1] == b"502"
    lowered = answer.lower()
    assert b"retry-after: 10" in lowered
    assert b"cache-control: no-store" in lowered
    assert b"content-security-policy: default-src 'none'" in lowered
    assert answer.decode().replace("\r\n", "\n").endswith(outage.PAGE.read_text())


def test_no_log_of_the_proxy_names_what_was_asked_for(alone: tuple[int, Path]) -> None:
    """Not even of what failed, or was too large: of a receipt, its address is the key."""
    ask(alone[0], ALIVE.replace(b"GET / ", b"GET /r/" + KEY + b" "))
    big = b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000
    ask(alone[0], ALIVE.replace(b"GET / ", b"POST /r/" + KEY + b" ")[:-2] + big)
    ask(alone[0], ALIVE.replace(b"GET / ", b"GET /r/" + KEY + b"\x01 "))
    written = [path for path in alone[1].rglob("*") if path.suffix == ".log"]
    assert written
    assert not [path for path in written if KEY in path.read_bytes()]


def test_nginx_as_it_comes_would_name_it(tmp_path: Path) -> None:
    """The control: our file without its lines about logs."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not on this machine")
    certificate(tmp_path)
    port = free_port()
    command = nginx(tmp_path, port, free_port())
    site = tmp_path / "site.conf"
    lines = site.read_text().splitlines(keepends=True)
    site.write_text("".join(line for line in lines if "_log " not in line))
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as proxy:
        try:
            _wait(port, tmp_path)
            ask(port, ALIVE.replace(b"GET / ", b"GET /r/" + KEY + b" "))
        finally:
            proxy.terminate()
    assert KEY in (tmp_path / "error.log").read_bytes()


def test_the_words_of_the_outage_page_are_those_of_the_translations() -> None:
    """`python -m tools.outage` writes it."""
    assert outage.PAGE.read_text() == outage.made()
