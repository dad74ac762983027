"""Guardians consent on their phones, the base gets the list, and thirty days after the visit it is gone.

The museum's offer asks for names of pupils; the days afterwards are made to have passed in the database.
"""

import sqlite3
from datetime import datetime, timedelta

import pytest
from journey import CHINA, lent, look, number
from test_schools import Town

PLAN = {
    "purpose": "认识月相", "contact": "王老师 13800000000", "safety_plan": "每组20人一名教师，走失在大门集合",
    "insurance": "校方责任险 PICC-2026-001", "vehicle": "粤A 12345"}


@pytest.fixture(scope="module")
def town():
    with lent(Town, "consents") as town:
        yield town


def test_guardians_consent_and_the_base_gets_the_list_and_later_it_is_gone(devices, town):
    device = lambda width, address=None: devices.open(town.host, address, width)
    host = device(1280, "host@example.org")
    host.goto(f"/desk/visits/{town.slug}/offers/new")
    host.locator("#name_zh_hans").fill("常设展")
    host.locator("#first").fill((datetime.now(CHINA) + timedelta(days=14)).date().isoformat())
    host.locator("#pupils_names").select_option("needed")
    look(host, "consent-offer")
    host.locator("button[value='save']").click()
    host.wait_for_url(f"**/desk/visits/{town.slug}")
    with sqlite3.connect(str(town.portal.folder / "kepu.sqlite"), timeout=20) as database:
        (session,) = database.execute(
            "SELECT id FROM visit_sessions WHERE offer_id IS NOT NULL ORDER BY starts_at LIMIT 1").fetchone()

    teacher = device(1280, "teacher@example.org")
    teacher.goto(f"/school-visits/new?session={number(session)}")
    teacher.locator("#stage_1").select_option("primary")
    teacher.locator("#class_1").fill("五年级2班")
    teacher.locator("#pupils_1").fill("20")
    teacher.locator("#teachers").fill("王老师 13800000000")
    for field, text in PLAN.items():
        teacher.locator(f"#{field}").fill(text)
    teacher.get_by_role("button", name="保存草稿").click()
    teacher.get_by_role("button", name="送校长确认").click()
    teacher.get_by_text("现由校长处理").wait_for()
    path = teacher.url.removeprefix(town.host)
    teacher.goto(f"{path}/consents")
    look(teacher, "consent-consents")
    teacher.locator("#count_zh-Hans").fill("18")
    teacher.locator("#count_zh-Hant").fill("1")
    teacher.locator("#count_en").fill("1")
    teacher.locator(f"form[action='{path}/consents'] button").click()
    assert teacher.locator(".slip").count() == 20 and teacher.locator(".slip svg.qr").count() == 20
    look(teacher, "consent-slips")
    teacher.set_viewport_size({"width": 390, "height": 844})
    look(teacher, "consent-slips")
    addresses = [text.removeprefix(town.host) for text in teacher.locator(".slip-address").all_text_contents()]
    assert addresses[19].endswith("?lang=en")

    phone = device(390)
    phone.goto(addresses[0])
    look(phone, "consent-consent")
    phone.locator("#name").fill("王小明")
    phone.locator("#guardian").check()
    phone.locator("#agree").check()
    phone.locator("form[action$='/consent'] button").click()
    phone.locator("form[action$='/withdrawal']").wait_for()
    look(phone, "consent-given")
    english = device(390)
    english.goto(addresses[19])
    english.get_by_role("button", name="Do not give consent").click()
    english.get_by_text("You did not agree").wait_for()
    look(english, "consent-refused")

    head = device(390, "head@example.org")
    head.goto(path)
    head.get_by_role("button", name="确认参观").click()
    host.goto(f"{path}/bases/{town.slug}/names")
    assert host.locator(".name-list li").all_text_contents() == ["王小明"]
    look(host, "consent-names")
    host.set_viewport_size({"width": 390, "height": 844})
    look(host, "consent-names")
    teacher.goto(f"{path}/consents")
    assert "王小明" not in teacher.content()
    look(teacher, "consent-answers")

    # The visit was forty days ago.
    town.portal.stop()
    with sqlite3.connect(str(town.portal.folder / "kepu.sqlite"), timeout=20) as database:
        database.execute("UPDATE school_visits SET day = date('now', '-40 days')")
        assert database.execute("SELECT COUNT(*) FROM guardian_slips WHERE name IS NOT NULL").fetchone() == (1,)
    town.portal.start()
    for _ in range(60):
        with sqlite3.connect(str(town.portal.folder / "kepu.sqlite"), timeout=20) as database:
            if database.execute("SELECT COUNT(*) FROM guardian_slips").fetchone() == (0,):
                break
        phone.wait_for_timeout(500)
    assert phone.goto(addresses[0]).status == 404
    look(phone, "consent-erased")
    host.goto(f"{path}/bases/{town.slug}/names")
    assert host.locator(".name-list").count() == 0
