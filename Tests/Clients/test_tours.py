"""A teacher plans a one-day tour over three bases for 41 pupils on a phone, books it whole, and takes the day sheet along.

The bases open their sessions and say where groups eat at their own desks; a class from elsewhere is quicker in the middle of it.
"""

import json
import sqlite3
from datetime import datetime, timedelta

import pytest
from conftest import Portal
from icalendar import Calendar
from journey import CHINA, DESK, PHONE, lent, look, number

# Opening of each base, in the order of the day; the middle one has lunch.
TIMES = ["09:00", "11:00", "14:00"]


class Province:
    """Three bases in Guangzhou, each with somebody who looks after it, and two teachers."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        self.day = (datetime.now(CHINA) + timedelta(days=14)).date()
        naming = json.dumps([{"scheme": "gz_city", "from": self.day.year - 1, "until": self.day.year + 1}])
        with self.database() as database:
            self.bases = database.execute(
                "SELECT id, slug FROM bases WHERE external_id IN ('V0002', 'V0005', 'V0013') ORDER BY id").fetchall()
            # As named until next year, whatever the year is; the lists that are shipped end some day.
            database.execute(
                "UPDATE bases SET version = version + 1, facts = json_set(facts, '$.namings', json(?))"
                " WHERE external_id IN ('V0002', 'V0005', 'V0013')", (naming,))
            database.execute(
                "INSERT INTO organizations (id, name, sort_key, kind, region, status, version, created_at, updated_at)"
                " VALUES (9000000000700, '天河第一小学', 'tianhe', 'school', '440106', 'active', 1, 0, 0)")
        school = f"organization:{number(9_000_000_000_700)}"
        self.portal.add("teacher@example.org", "王老师", ("teacher", school))
        self.portal.add("head@example.org", "李校长", ("school_head", school))
        self.portal.add("quicker@example.org", "李老师")
        for order, (base, _) in enumerate(self.bases):
            self.portal.add(f"base{order}@example.org", f"馆长{order}", ("base_manager", f"base:{number(base)}"))

    def database(self):
        return sqlite3.connect(str(self.portal.folder / "kepu.sqlite"), timeout=20)

    def taken(self):
        """People in the sessions of the day, by base."""
        with self.database() as database:
            return [
                database.execute(
                    "SELECT COALESCE(SUM(p.taken), 0) FROM visit_sessions s JOIN session_pools l ON l.session_id = s.id"
                    " JOIN pools p ON p.id = l.pool_id WHERE p.kind = 'session' AND s.day = ? AND s.base_id = ?",
                    (self.day.isoformat(), base)).fetchone()[0] for base, _ in self.bases]


@pytest.fixture(scope="module")
def province():
    with lent(Province, "tours") as province:
        yield province


def open_session(devices, province, order):
    """A base offers a session on the day and, where it is the one in the middle, lunch."""
    _, slug = province.bases[order]
    desk = devices.open(province.host, f"base{order}@example.org", DESK)
    desk.goto(f"/desk/visits/{slug}/offers/new")
    desk.locator("#name_zh_hans").fill("研学场")
    desk.locator("#starts").fill(TIMES[order])
    desk.locator("#minutes").fill("60")
    desk.locator("#places").fill("60")
    desk.locator("#first").fill(province.day.isoformat())
    desk.locator("#last").fill(province.day.isoformat())
    for weekday in desk.locator("input[name=weekdays]").all():
        weekday.check()
    desk.get_by_role("button", name="开放预约", exact=True).click()
    desk.get_by_text("已生成").wait_for()
    if order == 1:
        desk.get_by_role("link", name="团体午餐").click()
        look(desk, "tour-lunch", [PHONE, DESK])
        desk.get_by_label("团体可在本基地用午餐").check()
        desk.locator("#note").fill("二楼食堂，每人15元，提前两天预订")
        desk.get_by_role("button", name="保存").click()
        desk.get_by_text("现在可以规划").wait_for()


def plan(page, province):
    """Asks for a day, as a teacher with a thumb does."""
    page.goto("/tours/plan")
    if not page.locator("#county").input_value():
        page.locator("#county").select_option("440106")
    page.locator("#day").fill(province.day.isoformat())
    page.locator("#pupils").fill("41")
    page.locator("#teachers").fill("3")
    page.get_by_role("button", name="查找方案").click()
    page.locator(".tour-card").first.wait_for()


def test_a_teacher_plans_books_and_takes_along_a_day_over_three_bases(devices, province):
    for order in range(3):
        open_session(devices, province, order)
    teacher = devices.open(province.host, "teacher@example.org")
    plan(teacher, province)
    look(teacher, "tour-plan", [PHONE, DESK])
    best = teacher.locator(".tour-card").first
    assert best.locator(".tour-stop").count() == 3
    assert "午餐" in best.inner_text()
    # Two teachers do not do for 41 pupils at one for twenty.
    teacher.locator("#teachers").fill("2")
    teacher.get_by_role("button", name="查找方案").click()
    teacher.locator(".tour-found .empty").wait_for()
    teacher.locator("#teachers").fill("3")
    teacher.get_by_role("button", name="查找方案").click()
    teacher.locator(".tour-card").first.get_by_role("link", name="预约这个方案").click()
    teacher.locator("#title").fill("五年级科技一日游")
    teacher.locator("#start_name").fill("华师附小")
    look(teacher, "tour-book", [PHONE, DESK])
    assert province.taken() == [0, 0, 0]
    teacher.get_by_role("button", name="预约全天").click()
    teacher.wait_for_url("**/me/tours/*")
    assert province.taken() == [44, 44, 44]
    assert "二楼食堂" in teacher.locator("main").inner_text()

    teacher.locator("#contact").fill("王老师 13800000000")
    teacher.locator("#safety_plan").fill("每组20人一名教师，走失在大门集合")
    teacher.locator("#insurance").fill("校方责任险 2026-001")
    teacher.locator("#hospital").fill("中山大学附属第一医院")
    teacher.get_by_role("button", name="保存行程单").click()
    teacher.get_by_role("button", name="确认行程").click()
    teacher.get_by_text("已确认").first.wait_for()
    look(teacher, "tour-sheet", [PHONE, DESK])
    whole, *legs = Calendar.from_ical(teacher.request.get(teacher.url + "/calendar.ics").body()).walk("VEVENT")
    assert whole["SUMMARY"] == "五年级科技一日游" and len(legs) == 3
    assert [leg.decoded("DTSTART").astimezone(CHINA).strftime("%H:%M") for leg in legs] == TIMES
    teacher.emulate_media(media="print")
    assert not teacher.get_by_role("button", name="退订全天").is_visible()
    assert teacher.get_by_text("13800000000").first.is_visible() and teacher.get_by_text("中山大学附属第一医院").first.is_visible()
    teacher.emulate_media(media="screen")

    # One base is given back: the others keep their places, and the two make a day with lunch.
    stop = teacher.locator("li.panel").last
    stop.get_by_text("只退订这个基地").click()
    stop.get_by_role("button", name="退订这些名额").click()
    teacher.get_by_text("缺少一个基地").first.wait_for()
    assert province.taken() == [44, 44, 0]
    look(teacher, "tour-broken", [PHONE, DESK])
    teacher.get_by_role("button", name="采用这个方案").first.click()
    teacher.get_by_text("已预约").first.wait_for()
    assert province.taken() == [44, 44, 0]
    look(teacher, "tour-whole", [PHONE, DESK])
    teacher.get_by_text("退订全天").first.click()
    teacher.get_by_role("button", name="退订全天").click()
    teacher.get_by_text("已取消").first.wait_for()
    assert province.taken() == [0, 0, 0]
    assert teacher.problems == []


def test_the_head_confirms_a_day_and_each_base_gets_the_plan(devices, province):
    teacher = devices.open(province.host, "teacher@example.org")
    plan(teacher, province)
    teacher.locator(".tour-card").first.get_by_role("link", name="预约这个方案").click()
    teacher.locator("#title").fill("五年级科技一日游")
    teacher.get_by_role("button", name="预约全天").click()
    teacher.wait_for_url("**/me/tours/*")
    trip = teacher.url
    teacher.locator("#safety_plan").fill("每组20人一名教师，走失在大门集合")
    teacher.locator("#insurance").fill("校方责任险 2026-001")
    teacher.locator("#contact").fill("王老师 13800000000")
    teacher.get_by_role("button", name="保存行程单").click()
    look(teacher, "tour-for-head", [PHONE, DESK])
    teacher.get_by_role("link", name="填写方案，送校长确认").click()
    # What the day sheet says need not be typed again.
    assert teacher.locator("#insurance").input_value() == "校方责任险 2026-001" and teacher.locator("#pupils_1").input_value() == "41"
    teacher.locator("#stage_1").select_option("primary")
    teacher.locator("#class_1").fill("五年级2班")
    teacher.locator("#teachers").fill("王老师 13800000000\n周老师 13800000001\n何老师 13800000002")
    teacher.locator("#purpose").fill("认识湿地与极地的动物")
    teacher.locator("#vehicle").fill("粤A 12345")
    look(teacher, "tour-school-new", [PHONE, DESK])
    teacher.get_by_role("button", name="保存草稿").click()
    teacher.get_by_role("button", name="送校长确认").click()
    teacher.get_by_text("现由校长处理").wait_for()
    path = teacher.url.removeprefix(province.host)
    assert province.taken() == [44, 44, 44], "the places of the day are those of the visit"

    head = devices.open(province.host, "head@example.org")
    head.goto(path)
    look(head, "tour-head", [PHONE, DESK])
    head.get_by_role("button", name="确认参观").click()
    for order in range(3):
        host = devices.open(province.host, f"base{order}@example.org", DESK)
        host.goto(path)
        host.get_by_role("button", name="接受参观").click()
    teacher.goto(f"{path}/receipt")
    look(teacher, "tour-receipt", [PHONE, DESK])
    said = teacher.locator("main").inner_text()
    assert all(name in said for name in ["广州动物园", "广州海珠国家湿地公园", "正佳极地海洋世界"])
    teacher.goto(trip)
    look(teacher, "tour-of-school", [PHONE, DESK])
    # The next journey needs the places again.
    teacher.goto(path)
    teacher.get_by_text("撤回参观").first.click()
    teacher.locator("form[action$='/withdrawal'] textarea").fill("台风")
    teacher.locator("form[action$='/withdrawal'] button").click()
    teacher.get_by_text("学校已撤回").first.wait_for()
    assert province.taken() == [0, 0, 0]


def test_a_leg_that_vanished_is_named_and_nothing_is_booked(devices, province):
    teacher, quicker = (devices.open(province.host, f"{who}@example.org") for who in ("teacher", "quicker"))
    for page in (teacher, quicker):
        plan(page, province)
        page.locator(".tour-card").first.get_by_role("link", name="预约这个方案").click()
        page.locator("#title").fill("植物与河")
    quicker.get_by_role("button", name="预约全天").click()
    quicker.wait_for_url("**/me/tours/*")
    assert province.taken() == [44, 44, 44]
    teacher.get_by_role("button", name="预约全天").click()
    teacher.get_by_role("alert").get_by_text("没有预约成功").wait_for()
    assert province.taken() == [44, 44, 44]
    assert teacher.locator("#title").input_value() == "植物与河", "what was typed stays"
    look(teacher, "tour-vanished", [PHONE, DESK])
    teacher.get_by_role("link", name="另找方案").click()
    teacher.locator(".tour-found .empty").wait_for()
