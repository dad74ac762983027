"""What journeys in the browser share: people with browsers of their own, and a look at every page that matters.

With `KEPU_TEST_SHOTS=FOLDER` pictures of the pages are kept there, to be looked at.
"""

import os
import shutil
import tempfile
from contextlib import contextmanager
from datetime import timedelta, timezone
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

PASSWORD = "木棉花开满珠江两岸 2026"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CHINA = timezone(timedelta(hours=8))
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PHONE, DESK = 390, 1280


def number(value):
    """A number as the portal writes it."""
    text = ""
    while value:
        value, digit = divmod(value, 32)
        text = CROCKFORD[digit] + text
    return text


@contextmanager
def lent(make, name):
    """Something with a portal, made in a folder of its own; both are gone afterwards."""
    folder = tempfile.mkdtemp(prefix=f"kepu-{name}-")
    made = make(folder)
    try:
        yield made
    finally:
        getattr(made, "portal", made).stop()
        shutil.rmtree(folder, ignore_errors=True)


def log_in(page, address, password=PASSWORD):
    page.goto("/login")
    page.get_by_label("电子邮箱").fill(address)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/me")


class Devices:
    """Browsers that know nothing of each other, as different people have."""

    def __init__(self, browser):
        self.browser, self.contexts = browser, []

    def open(self, host, address=None, width=PHONE, **options):
        """A browser, with somebody logged in where an address is told.

        `page.problems` collects all errors of the console, `page.violations` those against the Content-Security-Policy.
        """
        context = self.browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", base_url=host, **options)
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.problems, page.violations = [], []

        def hear(said):
            if said.type == "error":
                (page.violations if "Content Security Policy" in said.text else page.problems).append(said.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        if address:
            log_in(page, address)
        return page

    def close(self):
        for context in self.contexts:
            context.close()
        self.contexts = []


def look(page, name=None, widths=()):
    """Everything fits and is accessible, on the screen as it is or on screens of some widths."""
    own = page.viewport_size
    for width in widths or [own["width"]]:
        page.set_viewport_size({"width": width, "height": own["height"]})
        if name and (folder := os.environ.get("KEPU_TEST_SHOTS")):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (page.url, width)
    page.set_viewport_size(own)
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], (page.url, found.generate_report())
