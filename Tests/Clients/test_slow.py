"""Clients that are slow, by accident or on purpose, over bare sockets: heads that trickle, bodies that trickle, handshakes."""

import shutil
import socket
import ssl
import subprocess
import tempfile
import time

import pytest
import requests

from conftest import Portal

PATIENCE = ["timeout.head=2", "timeout.body=2", "timeout.body-rate=2000"]


@pytest.fixture(scope="module", params=["plain", "TLS"])
def hurried(request):
    """A portal with little patience, and a way to connect to it."""
    folder = tempfile.mkdtemp(prefix="kepu-slow-")
    running = Portal(folder)
    settings = [word for setting in PATIENCE for word in ("--set", setting)]
    context = None
    if request.param == "TLS":
        certificate, key = running.folder / "tls.pem", running.folder / "tls.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-out", certificate, "-keyout", key], check=True, capture_output=True)
        settings += ["--set", f"tls.certificate={certificate}", "--set", f"tls.key={key}"]
        context = ssl.create_default_context(cafile=certificate)
        context.check_hostname = False
    start(running, settings, secure=context is not None)
    running.context = context
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def start(running, settings, secure):
    if not secure:
        return running.start(*settings)
    running.url = running.url.replace("http:", "https:")
    session_get = requests.get
    try:
        requests.get = lambda url, **more: session_get(url, verify=False, **more)
        return running.start(*settings)
    finally:
        requests.get = session_get


def connect(portal, handshake=True):
    bare = socket.create_connection(("127.0.0.1", portal.port), timeout=20)
    return portal.context.wrap_socket(bare) if portal.context and handshake else bare


def trickle(connection, text, pause=0.2, seconds=10.0):
    """Sends byte by byte until the other side hangs up; gives what it said, and after how many seconds that was."""
    begun = time.monotonic()
    connection.settimeout(pause)
    heard = b""
    for byte in text:
        if time.monotonic() - begun > seconds:
            break
        try:
            connection.sendall(bytes([byte]))
            part = connection.recv(65536)
            if not part:
                return heard, time.monotonic() - begun
            heard += part
        except TimeoutError:
            pass
        except OSError:
            return heard, time.monotonic() - begun
    return heard, None


def test_a_head_that_trickles_is_refused_though_a_byte_comes_all_the_time(hurried):
    with connect(hurried) as connection:
        heard, seconds = trickle(connection, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Slow: yes\r\n" * 100)
    assert heard.startswith(b"HTTP/1.1 408 ") and b"did not arrive in time" in heard
    assert seconds is not None and 1.5 < seconds < 6


def test_the_second_head_of_a_connection_has_no_more_time(hurried):
    with connect(hurried) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        heard, seconds = trickle(connection, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Slow: yes\r\n" * 100)
    assert b"HTTP/1.1 408 " in heard
    assert seconds is not None and 1.5 < seconds < 6


def test_a_body_that_trickles_is_told_so_in_a_page_and_the_connection_ends(hurried):
    with connect(hurried) as connection:
        connection.sendall(
            b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 100000\r\n\r\n")
        heard, seconds = trickle(connection, b"x" * 100000, seconds=15)
    assert heard.startswith(b"HTTP/1.1 408 ") and b"<h1>" in heard
    assert seconds is not None and 1.5 < seconds < 12


def test_a_body_that_keeps_its_rate_is_waited_for(hurried):
    body = b"email=nobody%40example.org&password=" + b"x" * 30000
    with connect(hurried) as connection:
        connection.sendall(
            b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 1000):
            connection.sendall(body[start:start + 1000])
            time.sleep(0.2)
        connection.settimeout(20)
        heard = connection.recv(65536)
    assert heard.startswith(b"HTTP/1.1 ") and not heard.startswith((b"HTTP/1.1 408", b"HTTP/1.1 5"))


def test_a_handshake_that_never_comes_does_not_hold_a_connection(hurried):
    with connect(hurried, handshake=False) as connection:
        connection.settimeout(10)
        begun = time.monotonic()
        while connection.recv(65536):
            pass
        assert 1.5 < time.monotonic() - begun < 6
