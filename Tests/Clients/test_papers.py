"""A group hands in its list and its letter on a phone, and the base reads both.

The booking is put into the database as it is, under the rules of the museum of Hubei.
"""

import base64
import sqlite3

import pytest
from journey import DESK, lent, look, number
from test_schools import Town

TOKEN = "g" * 43
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def town():
    with lent(Town, "papers") as town:
        book(town)
        yield town


def book(running):
    """A group of thirty, under the rules of the museum."""
    with sqlite3.connect(str(running.portal.folder / "kepu.sqlite"), timeout=20) as database:
        database.execute("INSERT INTO visit_settings (base_id, ruleset) VALUES (?, 'hubei')", (running.base,))
        database.execute(
            "INSERT INTO bookings (id, session_id, base_id, day, audience, adults, minors, preschool, seniors, teachers, state, booker,"
            " contact, name, token, version, created_at, updated_at)"
            " SELECT 9000000000800, id, base_id, day, 'group', 30, 0, 0, 0, 0, 'booked', 'c:1', 'c:1', '天河登山队', ?, 1, 0, 0"
            " FROM visit_sessions WHERE id = ?", (TOKEN, running.session))
        database.execute("UPDATE pools SET taken = 30 WHERE key = 's:test'")


def test_a_group_hands_in_its_list_and_its_letter(devices, town):
    phone = devices.open(town.host)
    phone.goto(f"/bookings/{TOKEN}")
    look(phone, "group-booking")
    phone.locator(f"a[href='/bookings/{TOKEN}/papers']").click()
    look(phone, "papers")
    phone.locator("#names").fill("王小明\n李小红 13800000000")
    phone.locator("form[action$='/names'] button").click()
    assert "13800000000" in phone.locator("#names").input_value()
    look(phone, "papers-wrong")
    names = [f"王{chr(0x4E00 + number)}" for number in range(30)]
    phone.locator("#names").fill("\n".join(names))
    phone.locator("form[action$='/names'] button").click()
    phone.locator("#letter").set_input_files(
        {"name": "公函.png", "mimeType": "image/png", "buffer": base64.b64decode(PICTURE)})
    phone.locator("form[action$='/letter'] button").click()
    phone.locator("p.notice[role='status']").wait_for()
    look(phone, "papers-there")

    host = devices.open(town.host, "host@example.org", DESK, accept_downloads=True)
    host.goto(f"/desk/visits/{town.slug}/sessions/{number(town.session)}")
    host.locator("a[href$='/papers']").click()
    look(host, "papers-desk")
    host.locator("a[href$='/names']").click()
    assert host.locator(".name-list li").all_text_contents() == names
    look(host, "papers-names")
    host.go_back()
    with host.expect_download() as download:
        host.locator("a[href$='/letter']").click()
    with open(download.value.path(), "rb") as letter:
        assert letter.read(4) == b"\x89PNG"
