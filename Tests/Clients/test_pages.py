"""Every public page, judged by the Nu HTML checker and by axe (WCAG 2.2 AA)."""

import glob
import json
import subprocess
import sys

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/", "/bases", "/bases?q=gdkxzx", "/bases?open=now", "/bases?category=st_venue&region=440100", "/bases?q=zzzzqqq",
    "/bases/guangdong-science-center", "/regions/440000", "/regions/440100", "/regions/440106", "/regions/441900",
    "/regions/820000", "/about", "/help", "/data", "/draws", "/embed/map", "/nothing-here",
]
LANGUAGES = ["zh-Hans", "zh-Hant", "en"]


def with_language(path, language):
    return path + ("&" if "?" in path else "?") + "lang=" + language


def test_the_nu_checker_finds_no_error_on_any_page_in_any_language(portal, tmp_path):
    names = {}
    for path in PAGES:
        for language in LANGUAGES:
            file = tmp_path / f"page-{len(names)}.html"
            file.write_bytes(requests.get(portal.url + with_language(path, language), timeout=10,
                                          headers={"accept": "text/html"}).content)
            names[str(file)] = with_language(path, language)
    jar = glob.glob(sys.prefix + "/lib/python*/site-packages/**/vnu.jar", recursive=True)[0]
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", jar, "--format", "json", "--errors-only", *names],
        capture_output=True, text=True, timeout=300)
    # The checker on PyPI is older than the attributes of popovers (HTML Living Standard, 2023).
    newer = ("Attribute “popover” not allowed on element “div”", "Attribute “popovertarget” not allowed on element “button”")
    messages = [
        f"{names.get(m['url'].removeprefix('file:'), m['url'])} line {m.get('lastLine')}: {m['message']}"
        for m in json.loads(done.stderr)["messages"] if not m["message"].startswith(newer)]
    assert not messages, "\n".join(messages[:20])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_of_wcag_22_aa(portal, browser, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(portal.url + path)
        result = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
        for violation in result.response["violations"]:
            places = "; ".join(node["html"][:140] for node in violation["nodes"][:3])
            found.append(f"{path}: {violation['id']}: {places}")
    context.close()
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_no_page_is_wider_than_its_screen(portal, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in PAGES:
        page.goto(portal.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_pages_run_no_inline_script_and_break_no_policy(portal, browser):
    context = browser.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES[:-1]:
        page.goto(portal.url + path)
        page.wait_for_timeout(300)
    context.close()
    assert not complaints, complaints
    policy = requests.get(portal.url + "/", timeout=10).headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy
