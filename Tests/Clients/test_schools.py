"""A school visits a museum: the teacher writes on a phone, the head confirms, the museum accepts, and the receipt can be checked.

The session is put into the database as it is, so that the journey is that of the school alone.
"""

import base64
import json
import os
import shutil
import sqlite3
import tempfile
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Portal
from test_door import CHINA, RULES, number
from test_people import log_in


class Town:
    """A museum with a session in two weeks, and a school with a teacher and a head."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        self.session, self.school = 9_000_000_000_001, 9_000_000_000_700
        with sqlite3.connect(str(self.portal.folder / "kepu.sqlite"), timeout=20) as database:
            self.base, self.slug = database.execute("SELECT id, slug FROM bases WHERE status = 'published' ORDER BY id LIMIT 1").fetchone()
            day = (datetime.now(CHINA) + timedelta(days=14)).replace(hour=10, minute=0, second=0, microsecond=0)
            start = int(day.timestamp() * 1000)
            database.execute(
                "INSERT INTO visit_sessions (id, base_id, day, starts_at, ends_at, state) VALUES (?, ?, ?, ?, ?, 'open')",
                (self.session, self.base, day.date().isoformat(), start, start + 7_200_000))
            database.execute(
                "INSERT INTO pools (id, key, kind, base_id, capacity, taken) VALUES (9000000000002, 's:test', 'session', ?, 60, 0)",
                (self.base,))
            database.execute("INSERT INTO session_pools (session_id, pool_id, per) VALUES (?, 9000000000002, 1)", (self.session,))
            database.execute(
                "INSERT INTO organizations (id, name, sort_key, kind, region, status, version, created_at, updated_at)"
                " VALUES (?, '天河第一小学', 'tianhe', 'school', '440106', 'active', 1, 0, 0)", (self.school,))
        school = f"organization:{number(self.school)}"
        self.portal.add("teacher@example.org", "王老师", ("teacher", school))
        self.portal.add("head@example.org", "李校长", ("school_head", school))
        self.portal.add("host@example.org", "陈馆长", ("base_manager", f"base:{number(self.base)}"))


@pytest.fixture(scope="module")
def town():
    folder = tempfile.mkdtemp(prefix="kepu-schools-")
    running = Town(folder)
    yield running
    running.portal.stop()
    shutil.rmtree(folder, ignore_errors=True)


def look(page, name):
    """Everything fits and is accessible; a picture is kept where somebody wants to look."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], (page.url, [violation["id"] for violation in found.response["violations"]])
    if folder := os.environ.get("SCHOOL_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_visit_goes_from_the_teacher_over_the_head_to_the_museum(browser, town, width):
    contexts = []

    def device(address, **options):
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", base_url=town.host, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        log_in(page, address)
        return page

    try:
        teacher = device("teacher@example.org")
        teacher.goto("/school-visits")
        look(teacher, f"list-{width}")
        teacher.goto(f"/school-visits/new?base={town.slug}")
        look(teacher, f"choice-{width}")
        teacher.locator("a[href*='session=']").first.click()
        teacher.locator("#stage_1").select_option("primary")
        teacher.locator("#class_1").fill("五年级2班")
        teacher.locator("#pupils_1").fill("41")
        teacher.locator("#teachers").fill("王老师 13800000000\n周老师 13800000001")
        for field, text in {
                "purpose": "认识月相，完成科学课第三单元的观察任务", "contact": "王老师 13800000000",
                "safety_plan": "每组20人一名教师，走失在大门集合，校医随行", "insurance": "校方责任险 PICC-2026-001", "vehicle": "粤A 12345"}.items():
            teacher.locator(f"#{field}").fill(text)
        look(teacher, f"new-{width}")
        teacher.get_by_role("button", name="保存草稿").click()
        look(teacher, f"draft-{width}")
        teacher.get_by_role("button", name="送校长确认").click()
        teacher.get_by_text("3 位教师").first.wait_for()
        look(teacher, f"refused-{width}")
        teacher.get_by_role("link", name="填写方案").click()
        teacher.locator("#teachers").fill("王老师 13800000000\n周老师 13800000001\n何老师 13800000002")
        teacher.get_by_role("button", name="保存草稿").click()
        teacher.get_by_role("button", name="送校长确认").click()
        teacher.get_by_text("现由校长处理").wait_for()
        path = teacher.url.removeprefix(town.host)

        head = device("head@example.org")
        head.goto(path)
        look(head, f"head-{width}")
        head.get_by_role("button", name="确认参观").click()

        host = device("host@example.org")
        host.goto("/desk/school-visits")
        look(host, f"desk-{width}")
        host.goto(path)
        look(host, f"host-{width}")
        host.get_by_role("button", name="接受参观").click()
        host.goto(f"/desk/school-visits/bases/{town.slug}")
        look(host, f"sheets-{width}")

        teacher.goto(f"{path}/filing")
        look(teacher, f"filing-{width}")
        teacher.goto(f"{path}/receipt")
        look(teacher, f"receipt-{width}")
        credential = teacher.get_by_role("link", name="签名凭证").get_attribute("href")
        stranger = browser.new_context(base_url=town.host)
        contexts.append(stranger)
        answer = stranger.request.get(credential)
        assert answer.headers["content-type"] == "application/vc+jwt"
        claims = answer.text().split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        assert "天河第一小学" in json.dumps(said, ensure_ascii=False) and "王老师" not in json.dumps(said, ensure_ascii=False)
        page = stranger.new_page()
        page.goto(credential.removesuffix("/credential"))
        look(page, f"checked-{width}")

        # The next run of the journey needs the places again.
        teacher.goto(path)
        teacher.get_by_text("撤回参观").first.click()
        teacher.locator("form[action$='/withdrawal'] textarea").fill("台风")
        teacher.locator("form[action$='/withdrawal'] button").click()
        teacher.get_by_text("学校已撤回").first.wait_for()
        look(teacher, f"withdrawn-{width}")
    finally:
        for context in contexts:
            context.close()
