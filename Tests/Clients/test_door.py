"""The door of a museum: tickets that phones read without a connection, two devices that agree afterwards, calendars, QR codes.

The bookings are put into the database as they are, so that the journey is that of the guard alone.
"""

import json
import re
import secrets
import shutil
import sqlite3
import subprocess
from datetime import datetime, timedelta

import pytest
from conftest import ROOT, Portal
from icalendar import Calendar
from journey import CHINA, PHONE, lent, log_in, look, number


class Museum:
    """A base with a time that begins soon, a family of four and a school of 41 pupils with 3 teachers."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        self.file = str(self.portal.folder / "kepu.sqlite")
        with self.database() as database:
            self.base, self.slug = database.execute("SELECT id, slug FROM bases WHERE status = 'published' ORDER BY id LIMIT 1").fetchone()
        self.tokens, self.ids = {}, {}
        self.starts = datetime.now(CHINA).replace(second=0, microsecond=0) + timedelta(minutes=15)
        self.open()
        self.portal.add("keeper@example.org", "检票员", ("gate_keeper", f"base:{number(self.base)}"))
        self.portal.add("manager@example.org", "馆长", ("base_manager", f"base:{number(self.base)}"))

    def database(self):
        return sqlite3.connect(self.file, timeout=20)

    def open(self):
        session = 9_000_000_000_001
        day = (self.starts - timedelta(hours=4)).date().isoformat()
        start = int(self.starts.timestamp() * 1000)
        with self.database() as database:
            database.execute("INSERT INTO visit_settings (base_id, ruleset) VALUES (?, 'huangshi')", (self.base,))
            database.execute(
                "INSERT INTO visit_sessions (id, base_id, day, starts_at, ends_at, state) VALUES (?, ?, ?, ?, ?, 'open')",
                (session, self.base, day, start, start + 7_200_000))
            for order, (name, audience, party) in enumerate([
                    ("李明一家", "individual", (2, 2, 0, 0, 0)), ("天河小学", "school", (0, 41, 0, 0, 3)),
                    ("周正", "individual", (1, 0, 0, 0, 0))]):
                booking, token = 9_000_000_000_100 + order, secrets.token_urlsafe(32)
                self.tokens[name], self.ids[name] = token, booking
                database.execute(
                    "INSERT INTO bookings (id, session_id, base_id, day, audience, adults, minors, preschool, seniors, teachers, state,"
                    " booker, contact, name, token, version, created_at, updated_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'booked', ?, ?, ?, ?, 2, 0, 0)",
                    (booking, session, self.base, day, audience, *party, name, name, name, token))

    def state(self, name):
        with self.database() as database:
            return database.execute("SELECT state FROM bookings WHERE id = ?", (self.ids[name],)).fetchone()[0]

    def events(self):
        with self.database() as database:
            return database.execute("SELECT device, number, kind, people FROM gate_events").fetchall()


@pytest.fixture(scope="module")
def museum():
    with lent(Museum, "door") as museum:
        yield museum


@pytest.fixture
def visit(devices, museum):
    return lambda width=PHONE, **options: devices.open(museum.host, width=width, **options)


def code(page, museum, name, folder):
    """What Debian's zbarimg reads from the picture of a ticket on the screen."""
    page.goto(f"/tickets/{museum.tokens[name]}")
    picture = f"{folder}/{museum.ids[name]}.png"
    page.locator("svg.qr").screenshot(path=picture)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture], check=True, capture_output=True, text=True)
    return read.stdout.strip()


def door(visit, museum, name, width=390):
    """A device of the guard, ready to work without a connection."""
    page = visit(width)
    log_in(page, "keeper@example.org")
    page.goto(f"/desk/door/{museum.slug}")
    page.locator("html[data-gate-kept=yes]").wait_for(state="attached")
    page.locator("[data-gate-name]").fill(name)
    page.locator("[data-gate-name]").blur()
    page.locator("[data-gate-status]").filter(has_text="已连接").wait_for()
    return page


def scan(page, text):
    """A hand scanner types wherever the focus is, and ends with Enter."""
    page.locator("h1").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def answer(page, tone, words):
    page.locator(f".gate-answer.is-{tone}").filter(has_text=words).wait_for()


def test_the_page_of_a_door_answers_like_the_portal(museum, visit):
    page = visit()
    page.goto("/tickets/none")
    examples = json.loads((ROOT / "Tests/Fixtures/gate.json").read_text())
    wrong = page.evaluate(
        """async ({ keys, tickets, states, answers }) => {
          const [{ verify, canVerify }, log] = await Promise.all(["ticket", "log"].map((name) => import(`/assets/kepu-gate-${name}.js`)));
          const wrong = [];
          const mark = (event) => event && `${event.device} ${event.number}`;
          const ordered = (value) => JSON.stringify(value, (_, each) => each && typeof each === "object" && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).sort()) : each);
          const compare = (said, wanted, of) => { if (ordered(said) !== ordered(wanted)) wrong.push([said, wanted, of]); };
          if (!(await canVerify())) wrong.push("no Ed25519");
          for (const { text, said } of tickets) { const found = await verify(text, keys); compare(found.fault ?? found.ticket, said, text); }
          for (const each of states) {
            const state = log.stateOf(each.events, each.capacity, each.booked);
            for (const attendance of Object.values(state.bookings)) {
              attendance.entries = attendance.entries.map(mark);
              delete attendance.inside;
            }
            compare(state, each.state, "state");
          }
          for (const each of answers) {
            const answer = log.answerTicket(each, each.ticket, each.now, log.stateOf(each.events, each.rules.capacity));
            if (answer.first) answer.first = mark(answer.first);
            compare(answer, each.answer, each);
          }
          return wrong;
        }""", examples)
    assert wrong == []
    assert {each["answer"]["answer"] for each in examples["answers"]} == {
        "welcome", "seen", "back", "full", "early", "late", "replaced", "cancelled", "otherBase"}


def test_a_ticket_is_small_enough_for_any_camera_and_is_printed(museum, visit, tmp_path):
    page = visit()
    text = code(page, museum, "李明一家", tmp_path)
    assert re.fullmatch("[A-Z2-7]{159,165}", text)
    assert page.locator("svg.qr").get_attribute("viewBox") == "0 0 53 53"
    look(page)
    page.emulate_media(media="print")
    assert page.locator("svg.qr").is_visible() and not page.get_by_role("link", name="放进我的日历").is_visible()
    assert not page.locator(".site-header").is_visible()


def test_two_guards_without_a_connection_agree_afterwards(museum, visit, tmp_path):
    reader = visit()
    family, school, single = (code(reader, museum, name, tmp_path) for name in ("李明一家", "天河小学", "周正"))
    north, south = door(visit, museum, "北门"), door(visit, museum, "南门", 1280)
    for page in (north, south):
        look(page)

    # One device has told the portal: the other knows the ticket, and says when and where.
    scan(north, single)
    answer(north, "yes", "请进")
    south.locator("[data-gate-came]").filter(has_text="1").wait_for()
    scan(south, single)
    answer(south, "no", "北门")
    assert museum.state("周正") == "attended"

    # The portal is gone for both: they start again from what they kept, and go on reading tickets.
    museum.portal.stop()
    for page in (north, south):
        page.reload()
        page.locator("[data-gate-status].is-offline").wait_for()
    scan(north, family)
    answer(north, "yes", "请进")
    scan(south, family.lower())
    answer(south, "yes", "请进")
    scan(north, family)
    answer(north, "no", "已经用过")
    scan(south, family[:60] + ("A" if family[60] != "A" else "B") + family[61:])
    answer(south, "no", "不是有效的票")
    scan(south, "HTTPS")
    answer(south, "no", "不是票")
    scan(north, school)
    north.locator("#gate-number").fill("42")
    north.get_by_role("button", name="放行", exact=True).click()
    answer(north, "yes", "请进")
    north.locator("#gate-people").fill("5")
    north.get_by_role("button", name="离开", exact=True).click()
    north.locator("[data-gate-inside]", has_text="42").wait_for()
    assert museum.state("李明一家") == "booked"

    # The portal is back: both tell it, each hears of the other, and the ticket that was used twice is found.
    museum.portal.start()
    for page in (north, south):
        page.locator("[data-gate-status]").filter(has_text="已连接").wait_for(timeout=40_000)
        page.locator("[data-gate-inside]").filter(has_text="46").wait_for(timeout=40_000)
        page.locator("[data-gate-list] tr", has_text=number(museum.ids["李明一家"])).get_by_text("进场两次").wait_for()
    assert museum.state("李明一家") == museum.state("天河小学") == "attended"
    assert sorted(each[2:] for each in museum.events()) == sorted(
        [("entry", 1), ("entry", 4), ("entry", 4), ("group", 42), ("exit", 5)])
    scan(south, school)
    answer(south, "no", "北门")
    assert north.violations == south.violations == []


def test_the_camera_reads_a_ticket(museum, browser, visit, tmp_path):
    page = visit()
    page.goto(f"/tickets/{museum.tokens['李明一家']}")
    film(page.locator("svg.qr path").get_attribute("d"), tmp_path / "ticket.y4m")
    # A browser of its own, as the film for the camera is given when it starts.
    chromium = browser.browser_type.launch(
        executable_path=next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"]))),
        args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
              f"--use-file-for-fake-video-capture={tmp_path / 'ticket.y4m'}"])
    try:
        guard = chromium.new_context(locale="zh-CN", base_url=museum.host, permissions=["camera"]).new_page()
        log_in(guard, "keeper@example.org")
        guard.goto(f"/desk/door/{museum.slug}")
        guard.locator("[data-gate-status]").filter(has_text="已连接").wait_for()
        guard.locator("[data-gate-camera]").click()
        guard.locator(".gate-answer:not(.is-idle)", has_text=number(museum.ids["李明一家"])).wait_for(timeout=60_000)
    finally:
        chromium.close()


def film(path, file):
    """A QR code as the film of a camera that somebody holds (YUV4MPEG2), from the path that draws it: now nearer, now farther, never
    quite still, as a decoder that misses one still picture would miss it for ever."""
    width, height = 640, 480
    runs = [tuple(int(n) for n in found) for found in re.findall(r"M(\d+) (\d+)h(\d+)", path)]
    frames = b""
    for number in range(20):
        module = (8, 7, 6, 5)[number % 4]
        rows = [bytearray([235] * width) for _ in range(height)]
        left, top = (width - 53 * module) // 2 + number % 5 - 2, (height - 53 * module) // 2 + number % 3 - 1
        for x, y, length in runs:
            for row in range(top + y * module, top + (y + 1) * module):
                rows[row][left + x * module:left + (x + length) * module] = bytes([16]) * (length * module)
        frames += b"FRAME\n" + b"".join(rows) + bytes([128]) * (width * height // 2)
    file.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frames)


def test_calendars_are_read_by_others(museum, visit):
    page = visit()
    ticket = page.request.get(f"/tickets/{museum.tokens['周正']}/ticket.ics")
    assert ticket.headers["content-type"].startswith("text/calendar") and ticket.headers["cache-control"] == "no-store"
    assert all(len(line) <= 75 for line in ticket.body().split(b"\r\n"))
    calendar = Calendar.from_ical(ticket.body())
    assert calendar["METHOD"] == "PUBLISH"
    event, = calendar.walk("VEVENT")
    assert event.decoded("DTSTART") == museum.starts and event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)
    assert event["UID"] == f"booking-{number(museum.ids['周正'])}@localhost" and event["STATUS"] == "CONFIRMED"
    assert museum.tokens["周正"] in event["URL"] and event["LOCATION"]

    feed = Calendar.from_ical(page.request.get(f"/bases/{museum.slug}/visits.ics").body())
    assert [each.decoded("DTSTART") for each in feed.walk("VEVENT")] == [museum.starts]

    with museum.database() as database:
        database.execute("UPDATE bookings SET state = 'cancelled', version = version + 1 WHERE id = ?", (museum.ids["周正"],))
    again = Calendar.from_ical(page.request.get(f"/tickets/{museum.tokens['周正']}/ticket.ics").body())
    gone, = again.walk("VEVENT")
    assert again["METHOD"] == "CANCEL" and gone["STATUS"] == "CANCELLED" and gone["UID"] == event["UID"]
    assert gone["SEQUENCE"] > event["SEQUENCE"]


def test_a_manager_names_a_guard_on_a_phone(museum, visit):
    museum.portal.add("new@example.org", "新检票员")
    page = visit()
    log_in(page, "manager@example.org")
    page.goto(f"/desk/door/{museum.slug}")
    page.get_by_role("link", name="检票员", exact=True).click()
    page.locator("#address").fill("new@example.org")
    page.get_by_role("button", name="任命", exact=True).click()
    page.get_by_role("cell", name="新检票员").wait_for()
    look(page)
    guard = visit()
    log_in(guard, "new@example.org")
    guard.goto("/desk/door")
    guard.get_by_role("main").get_by_role("link").first.click()
    guard.wait_for_url(f"**/desk/door/{museum.slug}")
