"""A family books a Saturday on a phone: from the base's page to a ticket that a camera reads and a calendar that others read.

The sessions are put into the database as they are, so that the journey is that of the family alone.
"""

import sqlite3
import subprocess
from datetime import datetime, timedelta

import pytest
import requests
from conftest import Portal
from icalendar import Calendar
from journey import CHINA, PHONE, lent, look, number

class House:
    """A base with two sessions on the next Saturday: one with places, one that is full."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        self.file = str(self.portal.folder / "kepu.sqlite")
        today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        # The next Saturday that lies within the days for which places are given at any hour.
        ahead = next(days for days in range(1, 8) if (today + timedelta(days=days)).weekday() == 5)
        if ahead == 7 and datetime.now(CHINA).hour < 12:
            ahead = 0
        self.saturday = today + timedelta(days=ahead)
        hours = (10, 14) if ahead else (20, 22)
        with sqlite3.connect(self.file, timeout=20) as database:
            base, self.slug = database.execute("SELECT id, slug FROM bases WHERE status = 'published' ORDER BY id LIMIT 1").fetchone()
            for order, (hour, places) in enumerate(zip(hours, (30, 0))):
                session = 9_000_000_000_001 + order
                start = int((self.saturday + timedelta(hours=hour)).timestamp() * 1000)
                database.execute(
                    "INSERT INTO visit_sessions (id, base_id, day, starts_at, ends_at, state) VALUES (?, ?, ?, ?, ?, 'open')",
                    (session, base, self.saturday.date().isoformat(), start, start + 5_400_000))
                database.execute(
                    "INSERT INTO pools (id, key, kind, base_id, capacity, taken) VALUES (?, ?, 'session', ?, ?, 0)",
                    (session, f"s:{number(session)}", base, places))
                database.execute("INSERT INTO session_pools (session_id, pool_id, per) VALUES (?, ?, 1)", (session, session))
        self.starts = self.saturday + timedelta(hours=hours[0])
        self.sessions = [number(9_000_000_000_001 + order) for order in range(2)]

    def take(self, places):
        with sqlite3.connect(self.file, timeout=20) as database:
            database.execute("UPDATE pools SET taken = ? WHERE id = 9000000000001", (places,))


@pytest.fixture(scope="module")
def house():
    with lent(House, "visits") as house:
        yield house


@pytest.fixture
def phone(devices, house):
    return lambda width=PHONE, **options: devices.open(house.host, width=width, **options)


def test_a_family_books_a_saturday_on_a_phone(house, phone, tmp_path):
    page = phone()
    page.goto(f"/bases/{house.slug}")
    page.get_by_role("link", name="日期与余票").click()
    month = house.saturday.strftime("%Y-%m")
    if month not in page.url and house.saturday.month != datetime.now(CHINA).month:
        page.get_by_role("link", name="下个月").click()
    day = page.locator(f"[data-day='{house.saturday.date().isoformat()}']")
    assert day.get_by_text("30").is_visible() or "30" in day.inner_text()
    look(page)
    day.get_by_role("link").click()
    page.locator(f"[data-session='{house.sessions[1]}']").get_by_text("可候补").wait_for()
    # Others book meanwhile, and the page says so by itself.
    house.take(9)
    page.locator(f"[data-session='{house.sessions[0]}']").get_by_text("余 21 个名额").wait_for()
    page.locator(f"[data-session='{house.sessions[0]}']").get_by_role("link").click()
    page.get_by_label("成人", exact=True).fill("2")
    page.get_by_label("中小学生").fill("5")
    page.get_by_role("button", name="占位").click()
    page.get_by_role("alert").get_by_text("最多 4 人").wait_for()
    assert page.get_by_label("成人", exact=True).input_value() == "2"
    look(page)
    page.get_by_label("中小学生").fill("2")
    page.get_by_role("button", name="占位").click()
    page.locator("[data-until]").get_by_text(":").wait_for()
    look(page)
    page.get_by_label("姓名").fill("李明")
    page.get_by_label("电话或电子邮箱").fill("138 0013 8000")
    page.get_by_role("button", name="立即预约").click()
    page.locator("svg.qr").wait_for()
    look(page)
    # The refusal was a form that was shown again, which browsers log as a failed request; nothing else went wrong.
    assert [each for each in page.problems if "422" not in each] == []

    picture = str(tmp_path / "ticket.png")
    page.locator("svg.qr").screenshot(path=picture)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture], check=True, capture_output=True, text=True)
    assert len(read.stdout.strip()) > 150
    event, = Calendar.from_ical(page.request.get(page.url.split("?")[0] + "/ticket.ics").body()).walk("VEVENT")
    assert event.decoded("DTSTART") == house.starts and event["STATUS"] == "CONFIRMED"

    page.get_by_role("link", name="改约或退约").click()
    page.get_by_label("中小学生").fill("1")
    page.get_by_role("button", name="更改").click()
    page.get_by_text("预约已更改").wait_for()
    look(page)
    page.get_by_role("button", name="取消预约").click()
    page.get_by_text("这些名额已退还").wait_for()


def test_a_family_books_without_scripts(house, phone):
    house.take(0)
    page = phone(java_script_enabled=False)
    page.goto(f"/sessions/{house.sessions[0]}")
    page.get_by_label("成人", exact=True).fill("1")
    page.get_by_role("button", name="占位").click()
    assert page.locator("time[datetime]").count() == 1 and page.get_by_text("名额为您保留至").is_visible()
    page.get_by_label("姓名").fill("王芳")
    page.get_by_label("电话或电子邮箱").fill("wang@example.org")
    page.get_by_role("button", name="立即预约").click()
    assert page.locator("svg.qr").is_visible()


def test_a_waiting_list_is_joined_and_left(house, phone):
    page = phone(1280)
    page.goto(f"/sessions/{house.sessions[1]}")
    page.get_by_role("link", name="加入候补").click()
    page.get_by_label("成人", exact=True).fill("2")
    page.get_by_label("姓名").fill("赵")
    page.get_by_label("电话或电子邮箱").fill("13900139000")
    page.get_by_role("button", name="加入候补").click()
    page.get_by_text("您前面还有 0 个候补").wait_for()
    look(page)
    page.get_by_role("button", name="退出候补").click()
    page.get_by_text("您已退出候补").first.wait_for()


def test_the_month_is_not_sent_again_while_nothing_changes(house):
    address = f"{house.host}/api/bases/{house.slug}/availability?month={house.saturday.strftime('%Y-%m')}"
    first = requests.get(address, timeout=5)
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)
    assert first.status_code == 200 and again.status_code == 304
