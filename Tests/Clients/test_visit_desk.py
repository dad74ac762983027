"""A museum offers visits, a family books one, and a typhoon comes: everything in the browser, from an empty desk on."""

import sqlite3
from datetime import datetime, timedelta

import pytest
from conftest import Portal
from journey import CHINA, DESK, PHONE, lent, look, number


class Museum:
    """A base with its manager, a family, and nothing on offer."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        with sqlite3.connect(str(self.portal.folder / "kepu.sqlite"), timeout=20) as database:
            base, self.slug = database.execute("SELECT id, slug FROM bases WHERE status = 'published' ORDER BY id LIMIT 1").fetchone()
        self.portal.add("manager@example.org", "陈馆长", ("base_manager", f"base:{number(base)}"))
        self.portal.add("family@example.org", "李明", ("expert", "province"))


@pytest.fixture(scope="module")
def museum():
    with lent(Museum, "desk") as museum:
        yield museum


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_visits_are_offered_booked_and_moved_when_a_typhoon_comes(devices, museum, width):
    device = lambda address: devices.open(museum.host, address, width)
    manager = device("manager@example.org")
    manager.goto("/desk/visits")
    look(manager, "desk-bases")
    manager.locator(f"a[href='/desk/visits/{museum.slug}']").first.click()
    look(manager, "desk-empty")
    manager.get_by_role("link", name="新建开放项目").first.click()
    manager.locator("#name_zh_hans").fill(f"常设展 {width}")
    manager.locator("#starts").fill("10:00 25:00")
    for weekday in manager.locator("input[name=weekdays]").all():
        weekday.check()
    manager.get_by_role("button", name="先看场次").click()
    manager.get_by_text("请填写时间").first.wait_for()
    manager.locator("#starts").fill("10:00" if width == PHONE else "15:00")
    manager.get_by_role("button", name="先看场次").click()
    manager.locator("#preview").wait_for()
    look(manager, "desk-offer")
    manager.get_by_role("button", name="开放预约", exact=True).click()
    manager.get_by_text("已生成").wait_for()
    look(manager, "desk-desk")

    day = (datetime.now(CHINA) + timedelta(days=3)).date().isoformat()
    family = device("family@example.org")
    family.goto(f"/bases/{museum.slug}/booking?day={day}&month={day[:7]}")
    look(family, "desk-month")
    family.locator("[data-session]").get_by_role("link").last.click()
    look(family, "desk-session")
    family.get_by_label("成人", exact=True).fill("2")
    family.get_by_role("button", name="占位").click()
    family.get_by_label("姓名").fill("李明")
    family.locator("#contact").fill(f"1380000{width:04}")
    family.get_by_role("button", name="预约").first.click()
    family.wait_for_url("**/tickets/**")
    look(family, "desk-ticket")
    ticket = family.url

    manager.goto(f"/desk/visits/{museum.slug}/closures")
    manager.locator("#first").fill(day)
    manager.locator("#last").fill(day)
    manager.locator("#note").fill("台风红色预警")
    manager.get_by_role("button", name="先看结果").click()
    manager.get_by_text("改期的预约：1").wait_for()
    look(manager, "desk-closure")
    manager.get_by_role("button", name="闭馆并调整预约").click()
    manager.get_by_text("改期的预约：1").wait_for()
    family.goto("/me/messages")
    family.get_by_text("台风红色预警").first.wait_for()
    look(family, "desk-told")
    family.goto(ticket)
    assert family.locator("svg.qr").is_visible()
    family.get_by_text("台风红色预警").wait_for()
    look(family, "desk-moved")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_hall_is_shared_and_a_caller_is_booked_listed_and_barred(devices, museum, width):
    page = devices.open(museum.host, "manager@example.org", width)
    desk = f"/desk/visits/{museum.slug}"
    page.goto(f"{desk}/halls")
    look(page, "desk-halls")
    page.locator("#name").fill(f"穹幕影院 {width}")
    page.locator("#places").fill("30")
    page.get_by_role("button", name="添加展厅").click()
    page.get_by_role("link", name=f"穹幕影院 {width}").click()
    look(page, "desk-hall")

    page.goto(f"{desk}/offers/new")
    page.locator("#name_zh_hans").fill(f"天象演示 {width}")
    page.locator("#starts").fill("11:00" if width == PHONE else "16:00")
    for weekday in page.locator("input[name=weekdays]").all():
        weekday.check()
    page.locator("#hall").select_option(label=f"穹幕影院 {width}")
    look(page, "desk-offer-hall")
    page.get_by_role("button", name="开放预约", exact=True).click()
    page.get_by_text("已生成").wait_for()
    page.get_by_role("link", name="11:00–" if width == PHONE else "16:00–").nth(5).click()
    session = page.url
    page.get_by_text("为来电者预约").click()
    page.locator("#audience").select_option("group")
    page.locator("#adults").fill("31")
    page.locator("#name").fill("社区老年大学")
    page.locator("#contact").fill(f"1390000{width:04}")
    look(page, "desk-telephone")
    page.get_by_role("button", name="预约", exact=True).click()
    page.locator(".error-summary").wait_for()
    assert page.locator("#name").input_value() == "社区老年大学"
    look(page, "desk-refused")
    page.locator("#adults").fill("25")
    page.get_by_role("button", name="预约", exact=True).click()
    page.get_by_text("已为社区老年大学预约").wait_for()
    look(page, "desk-booked")
    page.goto(f"{session}/list")
    page.get_by_text("社区老年大学").wait_for()
    look(page, "desk-list")

    page.goto(f"{desk}/bars")
    look(page, "desk-no-bars")
    with sqlite3.connect(str(museum.portal.folder / "kepu.sqlite"), timeout=20) as database:
        booking, base, booker = database.execute(
            "SELECT id, base_id, booker FROM bookings WHERE name = '社区老年大学' AND state = 'booked'").fetchone()
        database.execute("UPDATE bookings SET state = 'no_show' WHERE id = ?", (booking,))
        database.execute(
            "INSERT INTO visit_bars (id, base_id, booker, until_day, at) VALUES (?, ?, ?, '2999-01-01', 0)",
            (width, base, booker))
    page.reload()
    page.get_by_text("社区老年大学").wait_for()
    page.locator("summary", has_text="解除限制").click()
    look(page, "desk-bars")
    page.get_by_label("理由").fill("因病住院")
    page.get_by_role("button", name="解除限制").click()
    page.get_by_text("没有被限制预约的人").wait_for()
