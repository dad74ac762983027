"""A school visits a museum: the teacher writes on a phone, the head confirms, the museum accepts, and the receipt can be checked.

The session is put into the database as it is, so that the journey is that of the school alone.
"""

import base64
import json
import sqlite3
from datetime import datetime, timedelta

import pytest
from conftest import Portal
from journey import CHINA, lent, look, number


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
    with lent(Town, "schools") as town:
        yield town


@pytest.mark.parametrize("width", [390, 1280])
def test_a_visit_goes_from_the_teacher_over_the_head_to_the_museum(devices, town, width):
    device = lambda address: devices.open(town.host, address, width)
    teacher = device("teacher@example.org")
    teacher.goto("/school-visits")
    look(teacher, "school-list")
    teacher.goto(f"/school-visits/new?base={town.slug}")
    look(teacher, "school-choice")
    teacher.locator("a[href*='session=']").first.click()
    teacher.locator("#stage_1").select_option("primary")
    teacher.locator("#class_1").fill("五年级2班")
    teacher.locator("#pupils_1").fill("41")
    teacher.locator("#teachers").fill("王老师 13800000000\n周老师 13800000001")
    for field, text in {
            "purpose": "认识月相，完成科学课第三单元的观察任务", "contact": "王老师 13800000000",
            "safety_plan": "每组20人一名教师，走失在大门集合，校医随行", "insurance": "校方责任险 PICC-2026-001", "vehicle": "粤A 12345"}.items():
        teacher.locator(f"#{field}").fill(text)
    look(teacher, "school-new")
    teacher.get_by_role("button", name="保存草稿").click()
    look(teacher, "school-draft")
    teacher.get_by_role("button", name="送校长确认").click()
    teacher.get_by_text("3 位教师").first.wait_for()
    look(teacher, "school-refused")
    teacher.get_by_role("link", name="填写方案").click()
    teacher.locator("#teachers").fill("王老师 13800000000\n周老师 13800000001\n何老师 13800000002")
    teacher.get_by_role("button", name="保存草稿").click()
    teacher.get_by_role("button", name="送校长确认").click()
    teacher.get_by_text("现由校长处理").wait_for()
    path = teacher.url.removeprefix(town.host)

    head = device("head@example.org")
    head.goto(path)
    look(head, "school-head")
    head.get_by_role("button", name="确认参观").click()

    host = device("host@example.org")
    host.goto("/desk/school-visits")
    look(host, "school-desk")
    host.goto(path)
    look(host, "school-host")
    host.get_by_role("button", name="接受参观").click()
    host.goto(f"/desk/school-visits/bases/{town.slug}")
    look(host, "school-sheets")

    teacher.goto(f"{path}/filing")
    look(teacher, "school-filing")
    teacher.goto(f"{path}/receipt")
    look(teacher, "school-receipt")
    credential = teacher.get_by_role("link", name="签名凭证").get_attribute("href")
    page = devices.open(town.host, width=width)
    answer = page.request.get(credential)
    assert answer.headers["content-type"] == "application/vc+jwt"
    claims = answer.text().split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert "天河第一小学" in json.dumps(said, ensure_ascii=False) and "王老师" not in json.dumps(said, ensure_ascii=False)
    page.goto(credential.removesuffix("/credential"))
    look(page, "school-checked")

    # The next run of the journey needs the places again.
    teacher.goto(path)
    teacher.get_by_text("撤回参观").first.click()
    teacher.locator("form[action$='/withdrawal'] textarea").fill("台风")
    teacher.locator("form[action$='/withdrawal'] button").click()
    teacher.get_by_text("学校已撤回").first.wait_for()
    look(teacher, "school-withdrawn")
