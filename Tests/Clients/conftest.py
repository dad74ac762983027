"""Starts Kepu once with the shipped data, as a user would, and hands its address to the tests."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import requests
from journey import Devices

ROOT = Path(__file__).resolve().parents[2]
BINARY = str((ROOT / os.environ.get("KEPU_TEST_BINARY", ".build/debug/kepu")).resolve())


class Portal:
    """A running portal with a database of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.database = f"sqlite:{self.folder / 'kepu.sqlite'}"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self, *more):
        log = open(self.folder / "serve.log", "wb")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", str(self.port), "--database", self.database,
             "--set", f"media={self.folder / 'media'}", "--set", "map.review-number=GS(2024)0650号",
             "--set", f"secret-file={self.folder / 'secret'}", "--set", "rate.logins=100000", *more],
            cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "serve.log").read_text(errors="replace"))
            try:
                if requests.get(self.url + "/readyz", timeout=1).status_code == 200:
                    return self
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError("kepu serve did not get ready within a minute")

    def kepu(self, *arguments, check=True):
        """Runs another command of kepu on the same database."""
        return subprocess.run(
            [BINARY, *arguments, "--database", self.database], cwd=ROOT, check=check, capture_output=True, text=True)

    def add(self, address, name, *grants):
        """Opens an account and gives it roles, as an operator does at a terminal."""
        subprocess.run(
            [BINARY, "user", "add", address, "--name", name, "--database", self.database], cwd=ROOT, check=True, capture_output=True,
            text=True, input="木棉花开满珠江两岸 2026\n")
        for role, scope in grants:
            self.kepu("grant", "give", address, role, scope, "--reason", "test")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def portal():
    folder = tempfile.mkdtemp(prefix="kepu-clients-")
    running = Portal(folder).start()
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def people():
    """A portal whose mails go into a folder, with an officer; passkeys want the name localhost."""
    folder = tempfile.mkdtemp(prefix="kepu-people-")
    running = Portal(folder)
    running.host = f"http://localhost:{running.port}"
    running.start("--set", f"mail=folder:{running.folder / 'mail'}")
    running.add("officer@example.org", "陈科长", ("officer", "province"))
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if path is None:
        pytest.fail("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"])
        yield chromium
        chromium.close()


@pytest.fixture
def devices(browser):
    opened = Devices(browser)
    yield opened
    opened.close()
