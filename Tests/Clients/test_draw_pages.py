"""A school loses a lottery and recomputes it: announced, asked, closed, drawn and checked in the browser and at a terminal.

Sessions and schools are put into the database as they are, and the window's end is moved there, as nobody waits for a week.
"""

import json
import sqlite3
import subprocess
import time
from datetime import datetime, timedelta

import pytest
from conftest import BINARY, ROOT, Portal
from journey import CHINA, DESK, PHONE, lent, look, number


class Town:
    """A museum with two scarce days in six weeks, two people who look after it, and three schools with a teacher each."""

    def __init__(self, folder):
        self.portal = Portal(folder)
        self.portal.start()
        self.host = f"http://localhost:{self.portal.port}"
        self.days = []
        with self.database() as database:
            self.base, self.slug = database.execute("SELECT id, slug FROM bases WHERE status = 'published' ORDER BY id LIMIT 1").fetchone()
            for index in range(2):
                session, pool = 9_000_000_000_001 + index, 9_000_000_000_011 + index
                day = (datetime.now(CHINA) + timedelta(days=42 + index)).replace(hour=10, minute=0, second=0, microsecond=0)
                start = int(day.timestamp() * 1000)
                self.days.append(day.date().isoformat())
                database.execute(
                    "INSERT INTO visit_sessions (id, base_id, day, starts_at, ends_at, state) VALUES (?, ?, ?, ?, ?, 'open')",
                    (session, self.base, self.days[-1], start, start + 7_200_000))
                database.execute(
                    "INSERT INTO pools (id, key, kind, base_id, capacity, taken) VALUES (?, ?, 'session', ?, 45, 0)",
                    (pool, f"s:test{index}", self.base))
                database.execute("INSERT INTO session_pools (session_id, pool_id, per) VALUES (?, ?, 1)", (session, pool))
            for index, name in enumerate(["天河第一小学", "连山民族小学", "启智学校"]):
                database.execute(
                    "INSERT INTO organizations (id, name, sort_key, kind, region, status, version, created_at, updated_at)"
                    " VALUES (?, ?, ?, 'school', '440106', 'active', 1, 0, 0)", (9_000_000_000_700 + index, name, f"s{index}"))
        for index in range(3):
            self.portal.add(
                f"teacher{index}@example.org", f"老师{index}", ("teacher", f"organization:{number(9_000_000_000_700 + index)}"))
        for name in ["one", "two"]:
            self.portal.add(f"{name}@example.org", f"馆长{name}", ("base_manager", f"base:{number(self.base)}"))

    def database(self):
        return sqlite3.connect(str(self.portal.folder / "kepu.sqlite"), timeout=20)

    def state(self, expected):
        """Waits until the portal has seen what time it is."""
        for _ in range(300):
            with self.database() as database:
                state = database.execute("SELECT state FROM visit_draws").fetchone()[0]
            if state == expected:
                return
            time.sleep(0.1)
        raise AssertionError(f"the draw is {state}, not {expected}")


@pytest.fixture(scope="module")
def town():
    with lent(Town, "draw") as town:
        yield town


@pytest.fixture
def device(devices, town):
    return lambda address=None, width=PHONE: devices.open(town.host, address, width, accept_downloads=True)


def test_a_school_loses_a_lottery_and_recomputes_it(town, device, tmp_path):
    manager = device("one@example.org")
    manager.goto("/desk/draws")
    look(manager, "draw-desk-empty", [DESK, PHONE])
    manager.goto("/desk/draws/new")
    manager.locator("#first").fill(town.days[0])
    manager.locator("#last").fill(town.days[1])
    manager.locator("form[method=get] button").last.click()
    manager.locator("#name_zh_hans").fill("校园开放日")
    manager.locator("#audience").select_option("school")
    manager.locator("#opens_day").fill(datetime.now(CHINA).date().isoformat())
    manager.locator("#opens_time").fill("00:00")
    for box in manager.locator("input[name=s]").all():
        box.check()
    look(manager, "draw-new", [DESK, PHONE])
    manager.locator("form[method=post] button.button-primary").click()
    manager.wait_for_url("**/desk/draws/*")
    desk = manager.url
    town.state("open")

    teachers = []
    for index in range(3):
        teacher = device(f"teacher{index}@example.org")
        teachers.append(teacher)
        teacher.goto("/draws")
        teacher.get_by_text("校园开放日").first.click()
        if index == 0:
            look(teacher, "draw-public-open", [DESK, PHONE])
            commitment = teacher.locator(".draw-digests code").first.inner_text()
        teacher.locator("a[href$='/requests/new']").click()
        teacher.locator("#minors").fill("40")
        teacher.locator("#teachers").fill("1")
        teacher.locator("#wish_1").select_option(index=0)
        teacher.locator("#name").fill("五年级2班")
        teacher.locator("form[action$='/requests'] .button").click()
        # 40 pupils need two teachers; what was typed is still there.
        assert teacher.locator("#minors").input_value() == "40"
        teacher.locator("#teachers").fill("2")
        if index == 0:
            look(teacher, "draw-ask", [DESK, PHONE])
        teacher.locator("#wish_2").select_option(index=2)
        teacher.locator("form[action$='/requests'] .button").click()
        teacher.wait_for_url("**/me/draws/*")
    look(teachers[0], "asked")
    manager.goto(desk)
    look(manager, "draw-desk-open", [DESK, PHONE])

    with town.database() as database:
        database.execute("UPDATE visit_draws SET closes_at = ?", (int(time.time() * 1000) - 1000,))
    town.state("closed")
    manager.goto(desk)
    manager.locator("#value").fill("11,234.56")
    manager.locator("#source").fill("http://www.szse.cn/")
    look(manager, "draw-desk-closed", [DESK, PHONE])
    manager.locator("form[action$='/value'] button").click()
    second = device("two@example.org")
    second.goto(desk)
    assert "11,234.56" not in second.content()
    second.locator("#again").fill("11,234.56")
    look(second, "draw-desk-second", [DESK, PHONE])
    second.locator("form[action$='/confirmation'] button").click()
    town.state("drawn")

    # Two of the three schools fit, one of them on each day.
    with town.database() as database:
        states = dict(database.execute("SELECT number, state FROM draw_requests ORDER BY number").fetchall())
    assert sorted(states.values()) == ["given", "given", "missed"]
    lost = next(number for number, state in states.items() if state == "missed")
    teacher = teachers[lost - 1]
    teacher.goto("/me/draws")
    teacher.locator("a.queue-item").first.click()
    look(teacher, "draw-lost", [DESK, PHONE])
    with teacher.expect_download() as download:
        teacher.locator("a[href$='/draw.json']").click()
    file = tmp_path / "draw.json"
    download.value.save_as(file)
    checked = subprocess.run(
        [BINARY, "lottery", "verify", str(file), "--number", str(lost)], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "The draw comes to the same." in checked.stdout and "No session was given." in checked.stdout
    assert commitment in checked.stdout
    changed = tmp_path / "changed.json"
    changed.write_bytes(file.read_bytes().replace(b'"people":42', b'"people":41', 1))
    assert subprocess.run([BINARY, "lottery", "verify", str(changed)], cwd=ROOT, capture_output=True).returncode != 0

    # Anybody does the same in the browser, and looks the number up, where nobody is named.
    reader = device()
    reader.goto(f"/draws/{json.loads(file.read_bytes())['payload']['draw']}?number={lost}")
    assert "天河第一小学" not in reader.locator("main").inner_text()
    reader.locator("kepu-draw button").click()
    reader.locator("kepu-draw output.tone-open").wait_for()
    look(reader, "draw-public-drawn", [DESK, PHONE])
    assert reader.violations == []
    winner = next(number for number, state in states.items() if state == "given")
    teachers[winner - 1].goto("/me/draws")
    teachers[winner - 1].locator("a.queue-item").first.click()
    look(teachers[winner - 1], "won")
    teachers[winner - 1].locator("a[href^='/tickets/']").click()
    assert teachers[winner - 1].locator("svg.qr").is_visible()


@pytest.mark.parametrize("method", ["lottery", "allocation"])
def test_the_browser_makes_the_same_draw_as_the_program(town, device, method):
    page = device()
    page.goto("/draws")
    bundle = json.loads((ROOT / "Tests" / "Fixtures" / f"draw-{method}.json").read_bytes())

    def fault(bundle, shown=None):
        return page.evaluate(
            "async ([module, bundle, shown]) => (await import(module)).faultOf(bundle, shown ?? {})",
            ["/assets/kepu-draw.js", bundle, shown])

    assert fault(bundle) is None
    for change in [
            lambda p: p.update(publicValue="11,234.57"), lambda p: p.update(secret="00" * 32),
            lambda p: p["list"]["requests"][3].update(weight=9), lambda p: p["list"]["sessions"][0].update(places=61),
            lambda p: p["outcome"][6].update(lot="0" * 16), lambda p: p["outcome"][5].update(session=4), lambda p: p["outcome"].pop()]:
        wrong = json.loads(json.dumps(bundle))
        change(wrong["payload"])
        assert fault(wrong) is not None
    assert fault(bundle, {"commitment": "00" * 32}) == "commitment"
    assert fault(bundle, {"digest": "00" * 32}) == "digest"
