"""A whole round of evaluation, done in browsers by everybody who has a part in it, from the call to the certificate.

The office of the province works at a desk, everybody else on a phone; each page is looked at in both widths. The portal's clock is set ahead between the parts (`rehearsal.days`), as an office does that rehearses a round. With
`KEPU_TEST_SHOTS=FOLDER` pictures of the pages are kept there, to be looked at.
"""

import datetime
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BINARY, ROOT, Portal
from playwright.sync_api import TimeoutError
from journey import DESK, PHONE, RULES, Devices, log_in

PROGRAMME = "creation-centre"
SHENZHEN = "440300"
AFTER_CLOSING, AFTER_NOTICE = 25, 37
REVIEWERS = {"zhao@example.org": "赵评委", "qian@example.org": "钱评委", "sun@example.org": "孙评委", "wu@example.org": "吴评委"}
OFFICERS = {"officer@example.org": "陈科长", "approver@example.org": "省厅处长", "fresh@example.org": "监督专员"}
OTHERS = {"li@example.org": "李明", "he@example.org": "何芳", "objector@example.org": "周正"}


class House:
    """A portal with the people of a round, each in a browser of their own, and a look at every page that matters."""

    def __init__(self, browser, folder):
        self.devices = Devices(browser)
        self.portal = Portal(folder)
        self.host = f"http://localhost:{self.portal.port}"
        self.pages, self.problems = {}, []
        shots = os.environ.get("KEPU_TEST_SHOTS")
        self.shots = Path(shots) if shots else None

    def start(self, days=0):
        ahead = ["--set", f"rehearsal.days={days}"] if days else []
        self.portal.start("--set", f"mail=folder:{self.portal.folder / 'mail'}", *ahead)

    def restart(self, days):
        """Goes on some days later: everybody has to log in again, and every page says that the clock is ahead."""
        self.leave()
        self.portal.stop()
        self.start(days)
        page = self.visitor()
        page.goto("/")
        assert str(days) in page.locator(".rehearsal").inner_text()

    def leave(self):
        self.devices.close()
        self.pages = {}

    def visitor(self, width=PHONE):
        return self.devices.open(self.host, width=width)

    def page(self, address):
        """The browser of somebody, who logs in when it is opened."""
        if address not in self.pages:
            page = self.visitor(DESK if address in OFFICERS else PHONE)
            page.on("console", lambda said: self.hear(address, said))
            log_in(page, address)
            self.pages[address] = page
        return self.pages[address]

    def hear(self, address, said):
        if said.type == "error" and "Content Security Policy" in said.text:
            self.problems.append(f"{address}: {said.text}")

    def look(self, page, name):
        """Judges a page by axe, and by whether it fits a phone and a desk; what is wrong is told at the end, all of it."""
        own = page.viewport_size
        found = Axe().run(page, options=RULES).response["violations"]
        self.problems += [f"{name}: {item['id']} {item['nodes'][0]['html'][:160]}" for item in found]
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                self.problems.append(f"{name}: {wide} px wider than a screen of {width} px")
            if self.shots:
                self.shots.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(own)


@pytest.fixture
def house(browser):
    folder = tempfile.mkdtemp(prefix="kepu-round-")
    house = House(browser, folder)
    for address, name in OFFICERS.items():
        house.portal.add(address, name, ("officer", "province"))
    house.portal.add("shenzhen@example.org", "深圳科长", ("officer", f"region:{SHENZHEN}"))
    for address, name in {**REVIEWERS, **OTHERS}.items():
        house.portal.add(address, name)
    house.start()
    yield house
    house.leave()
    house.portal.stop()
    shutil.rmtree(folder, ignore_errors=True)


def told(page, words):
    assert page.get_by_role("status").filter(has_text=words).first.is_visible(), page.locator("main").inner_text()[:600]


def arrive(page, where):
    """Waits for a page; where it does not come, what stands there instead is told."""
    try:
        page.wait_for_url(where)
    except TimeoutError as error:
        raise AssertionError(page.url + "\n" + page.locator("main").inner_text()) from error


def press(page, name, within=None):
    (within or page.locator("main")).get_by_role("button", name=name, exact=True).click()


def day(ahead):
    """A day from today on, as a field of a form holds it, where the portal is."""
    here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return (here.date() + datetime.timedelta(days=ahead)).isoformat()


# ── The call ─────────────────────────────────────────────────────────────────


def announce(house):
    """An officer sets a call up from a programme and announces it; gives the path of the call at the desk."""
    page = house.page("officer@example.org")
    page.goto("/desk/calls")
    house.look(page, "desk-calls-empty")
    page.locator("main").get_by_role("link", name="新建批次").first.click()
    house.look(page, "desk-programmes")
    page.locator(f"a[href='/desk/calls/new?programme={PROGRAMME}']").click()
    page.locator("#opens").fill(day(0))
    page.locator("#closes").fill(day(-1))
    page.locator("#contact").fill("陈科长，020-87650000")
    press(page, "存为草稿")
    assert page.locator("#closes-error").is_visible()
    assert page.locator("#contact").input_value() == "陈科长，020-87650000"
    house.look(page, "desk-call-form")
    page.locator("#closes").fill(day(20))
    page.locator("#recommend_by").fill(day(40))
    press(page, "存为草稿")
    page.wait_for_url(re.compile(r"/desk/calls/[0-9A-Z]+$"))
    desk = page.url.removeprefix(house.host)
    visitor = house.visitor()
    assert visitor.goto(desk.removeprefix("/desk")).status == 404, "a draft is nobody else's business"
    press(page, "发布")
    told(page, "通知已发布")
    house.look(page, "desk-call")
    visitor.goto("/calls")
    house.look(visitor, "calls")
    visitor.locator("main .call a").first.click()
    house.look(visitor, "call")
    assert visitor.get_by_role("link", name="登录后申报").is_visible()
    return desk


# ── Applying ─────────────────────────────────────────────────────────────────


def register_unit(house, address, name):
    """Somebody registers their unit; the officer accepts it."""
    page = house.page(address)
    page.goto("/organizations/new")
    page.locator("#name").fill(name)
    page.locator("#kind").select_option("enterprise")
    page.locator("#region").fill("440305")
    press(page, "提交审核")
    page.wait_for_url(re.compile(r"/organizations/[0-9A-Z]+$"))
    officer = house.page("officer@example.org")
    officer.goto("/desk/organizations")
    officer.get_by_role("link", name=name).click()
    officer.locator("main button[name=answer][value=yes]").first.click()
    told(officer, "已登记")


def apply(house, desk, address, unit, creators):
    """Somebody begins a submission for their unit; gives its path."""
    page = house.page(address)
    page.goto("/calls")
    page.locator("main .call a").first.click()
    page.locator("main a.button", has_text="申报").first.click()
    assert page.locator("#holder option:checked").inner_text() == unit
    page.locator("#title").fill(f"{unit}创作中心")
    press(page, "开始填写")
    page.wait_for_url("**/edit")
    page.locator("#creators").fill(creators)
    page.locator("#works_two_years").fill("9")
    page.locator("input[name=directions][value=exhibits]").check()
    page.locator("#achievements_used").fill("海洋观测与深海装备的获奖成果。")
    page.locator("#plan").fill("三年内完成十件展品和两部短片。\n每件展品都向中小学开放。")
    page.locator("#money").fill("120.5")
    return page.url.removeprefix(house.host).removesuffix("/edit")


def hand_in(page, path):
    press(page, "提交")
    page.wait_for_url(f"**{path}")
    told(page, "已提交")


def first_applicant(house, desk):
    """What is typed outlives a reload, also without a network; an error stands at its field; the line of stages moves."""
    page = house.page("li@example.org")
    page.goto(desk.removeprefix("/desk") + "/submissions")
    assert page.get_by_text("您目前不代表任何单位").is_visible()
    house.look(page, "apply-nothing")
    register_unit(house, "li@example.org", "深海科普工场")
    page.goto("/me/submissions")
    assert page.get_by_text("就现有记录看没有欠缺").is_visible(), "what the records say is told before anything is begun"
    house.look(page, "my-submissions")
    path = apply(house, desk, "li@example.org", "深海科普工场", "很多")
    page.locator("[data-draft-status]").filter(has_text="保存").wait_for(timeout=10_000)
    page.reload()
    assert page.locator("#plan").input_value().endswith("每件展品都向中小学开放。")
    assert page.locator("#creators").input_value() == "很多"
    assert page.locator("input[name=directions][value=exhibits]").is_checked()
    page.context.set_offline(True)
    page.locator("#achievements_used").fill("海洋观测与深海装备的获奖成果，断网时写下。")
    page.locator("[data-draft-status]").filter(has_text="网络已断开").wait_for(timeout=10_000)
    page.context.set_offline(False)
    page.reload()
    assert page.locator("#achievements_used").input_value().endswith("断网时写下。")
    press(page, "提交")
    assert page.locator("#creators-error").is_visible()
    assert page.locator("#creators").input_value() == "很多"
    assert page.get_by_text("尚未提交").is_visible()
    house.look(page, "draft-wrong")
    page.locator("#creators").fill("4")
    press(page, "提交")
    assert page.get_by_role("heading", name="尚未满足的条件").is_visible()
    page.locator("#creators").fill("12")
    house.look(page, "draft")
    hand_in(page, path)
    assert page.locator(".stage-current").inner_text().startswith("推荐")
    house.look(page, "submission")
    return path


def second_applicant(house, desk):
    register_unit(house, "he@example.org", "南山科学剧社")
    path = apply(house, desk, "he@example.org", "南山科学剧社", "6")
    hand_in(house.page("he@example.org"), path)
    return path


def put_forward(house):
    """The office of the prefecture gives both a place and an opinion."""
    page = house.page("shenzhen@example.org")
    page.goto("/recommendations")
    house.look(page, "recommendations")
    page.locator("main a[href^='/recommendations/']").click()
    first = page.locator("article", has_text="深海科普工场").first
    press(page, "推荐", first)
    assert page.locator(".error-summary").is_visible(), "an opinion is needed"
    first = page.locator("article", has_text="深海科普工场").first
    first.get_by_label("推荐意见").fill("团队稳定，作品扎实。")
    house.look(page, "recommendation")
    press(page, "推荐", first)
    told(page, "已推荐")
    second = page.locator("article", has_text="南山科学剧社").first
    assert second.get_by_label("推荐排序").input_value() == "2"
    second.get_by_label("推荐意见").fill("有特色。")
    press(page, "推荐", second)
    told(page, "已推荐")


# ── Check and review ─────────────────────────────────────────────────────────


def end_stage(house, desk, next_stage):
    page = house.page("officer@example.org")
    page.goto(desk)
    page.get_by_role("button", name=re.compile(f"：{next_stage}$")).click()
    told(page, "下一环节已开始")


def wait_for_stage(house, desk, stage):
    """What a deadline ends, the portal ends by itself soon after it has started."""
    page = house.page("officer@example.org")
    for _ in range(100):
        page.goto(desk)
        if page.locator(".stage-current", has_text=stage).count():
            return page
        page.wait_for_timeout(200)
    raise AssertionError(f"the round did not come to {stage} by itself")


def check(house, desk, first):
    """The call has closed by itself; the office ends the recommendations, admits one by its page and one from the table."""
    wait_for_stage(house, desk, "推荐")
    end_stage(house, desk, "形式审查")
    page = house.page("officer@example.org")
    house.look(page, "desk-call-check")
    page.goto(first.replace("/submissions", "/desk/submissions"))
    house.look(page, "desk-submission")
    press(page, "保存结果")
    page.goto(f"{desk}/submissions?state=checking")
    house.look(page, "desk-submissions")
    page.locator("input[name=submission]").check()
    press(page, "通过所勾选的")
    told(page, "1")
    end_stage(house, desk, "专家评审")


def invite(house, desk):
    """Reviewers are invited by their addresses and say yes; the plan gives the reviews out."""
    page = house.page("officer@example.org")
    page.goto(f"{desk}/reviewers")
    page.locator("#emails").fill("nobody@example.org")
    press(page, "邀请")
    assert page.locator("#emails-error").is_visible()
    page.locator("#emails").fill("\n".join(REVIEWERS))
    house.look(page, "desk-reviewers-invite")
    press(page, "邀请")
    told(page, "4")
    for address in REVIEWERS:
        reviewer = house.page(address)
        reviewer.goto("/reviews")
        if address == "zhao@example.org":
            house.look(reviewer, "reviews-invited")
        press(reviewer, "接受评审")
    page.goto(f"{desk}/reviewers")
    house.look(page, "desk-reviewers")
    give_out(house, desk, 6)
    house.look(page, "desk-assignment")


def give_out(house, desk, count):
    page = house.page("officer@example.org")
    page.goto(f"{desk}/assignment/plan")
    assert page.locator("main tbody tr").count() == count
    house.look(page, f"desk-plan-{count}")
    press(page, "分配下去")
    told(page, str(count))


def open_reviews(page):
    """The reviews that wait for somebody, with the number of what each is about."""
    page.goto("/reviews")
    links = page.locator("section > ul.queue a.queue-item")
    return [(links.nth(index).get_attribute("href"), links.nth(index).inner_text()) for index in range(links.count())]


def step_aside(house, desk):
    """One reviewer has a conflict with the second submission; it goes to somebody else."""
    for address in REVIEWERS:
        page = house.page(address)
        for path, words in open_reviews(page):
            if "南山科学剧社" in words:
                page.goto(path)
                assert not page.locator("text=每件展品都向中小学开放").count(), "nothing is shown before the declaration"
                house.look(page, "review-declaration")
                press(page, "同一单位")
                page.wait_for_url("**/reviews")
                told(page, "谢谢")
                give_out(house, desk, 1)
                return
    raise AssertionError("nobody was given the second submission")


def score(page, points, reason):
    """Points from the keyboard alone: digits, Enter to the next criterion, and to the reasons after the last."""
    page.locator(".criterion input").first.focus()
    for number in points:
        page.keyboard.press("Control+a")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.type(reason)
    assert page.locator("[data-sum]").inner_text() == str(sum(points))


def review(house):
    """Everybody declares, reads, scores and hands in; one is without a network for a while."""
    is_first = True
    for index, address in enumerate(REVIEWERS):
        page = house.page(address)
        for path, words in open_reviews(page):
            points = [26 - index, 34 - index, 25] if "深海科普工场" in words else [12, 15 + index, 12]
            page.goto(path)
            press(page, "没有利益冲突：阅读并评审")
            assert page.get_by_text("每件展品都向中小学开放").is_visible()
            assert not page.get_by_text("120.5").count(), "own money is for the office alone"
            if is_first and "深海科普工场" in words:
                without_network(house, page, points)
                is_first = False
            else:
                score(page, points, f"意见：{REVIEWERS[address][0]}看来可行。")
            press(page, "提交")
            arrive(page, "**/reviews")
            told(page, "已提交")
        page.goto("/reviews")
        assert not page.locator("section > ul.queue a.queue-item").count()
    house.look(page, "reviews-done")


def without_network(house, page, points):
    page.keyboard.press("Tab")
    field = page.locator(".criterion input").first
    field.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert float(field.input_value()) > 0, "Page Up goes to the next anchor"
    page.context.set_offline(True)
    score(page, points, "离线时写下的意见。")
    page.locator("[data-kept-status]").filter(has_text="没有网络").wait_for(timeout=10_000)
    press(page, "提交")
    assert "/reviews/" in page.url and page.locator("#reason").input_value() == "离线时写下的意见。"
    page.context.set_offline(False)
    page.reload()
    assert page.locator("#reason").input_value() == "离线时写下的意见。"
    assert [float(field.input_value()) for field in page.locator(".criterion input").all()] == points
    house.look(page, "review")


# ── Decision and notice ──────────────────────────────────────────────────────


def decide(house, desk):
    """The office decides as the ranking says; another officer agrees; what is proposed is public."""
    page = house.page("officer@example.org")
    page.goto(f"{desk}/progress")
    house.look(page, "desk-progress")
    page.goto(f"{desk}/ranking")
    assert "深海科普工场" in page.locator("main tbody tr").first.inner_text()
    house.look(page, "desk-ranking")
    end_stage(house, desk, "决定")
    page.goto(f"{desk}/decisions")
    press(page, "对所有未决定的作出决定")
    page.wait_for_url("**/decisions*")
    house.look(page, "desk-decisions")
    assert not page.get_by_role("button", name="同意名单").count(), "whoever decided does not agree as well"
    approver = house.page("approver@example.org")
    approver.goto(f"{desk}/decisions")
    press(approver, "同意名单")
    house.look(approver, "desk-decisions-agreed")
    end_stage(house, desk, "公示")
    visitor = house.visitor()
    visitor.goto("/notices")
    house.look(visitor, "notices")
    visitor.locator("main a[href$='/notice']").click()
    assert visitor.get_by_role("heading", name="深海科普工场创作中心").is_visible()
    assert not visitor.get_by_text("南山科学剧社").count()
    house.look(visitor, "notice")


def object_and_answer(house, desk, first):
    """Somebody objects under their own name; whoever took part cannot answer, somebody else does."""
    page = house.page("objector@example.org")
    page.goto(f"{desk.removeprefix('/desk')}/notice")
    page.locator("main a[href$='/objections']").click()
    page.locator("#text").fill("有两件作品不是原创。")
    press(page, "提出异议")
    assert page.locator("#evidence-error").is_visible() and page.locator("#is_real_name-error").is_visible()
    assert page.locator("#text").input_value() == "有两件作品不是原创。"
    house.look(page, "objection")
    page.locator("#evidence").fill("https://example.org/proof")
    page.locator("#is_real_name").check()
    press(page, "提出异议")
    page.wait_for_url("**/notice*")
    officer = house.page("officer@example.org")
    officer.goto(f"{desk}/objections")
    assert officer.get_by_text("有两件作品不是原创。").is_visible()
    assert not officer.get_by_role("button", name="答复").count()
    fresh = house.page("fresh@example.org")
    fresh.goto(f"{desk}/objections")
    fresh.get_by_label("不成立：维持原结果").check()
    fresh.get_by_label("答复").fill("经核查，两件作品都有著作权登记。")
    house.look(fresh, "desk-objections")
    press(fresh, "答复")
    assert fresh.get_by_text("经核查").is_visible()
    page.goto("/me/messages")
    assert page.get_by_text("经核查").first.is_visible()
    applicant = house.page("li@example.org")
    applicant.goto(first)
    assert applicant.get_by_text("离线时写下的意见。").first.is_visible()
    assert not applicant.get_by_text("赵评委").count() and not applicant.get_by_text("objector").count()
    house.look(applicant, "submission-proposed")


# ── In force ─────────────────────────────────────────────────────────────────


def in_force(house, desk, first, second, folder):
    """The notice is over: the holder has a certificate that anybody can verify, and the round can be worked out again."""
    officer = wait_for_stage(house, desk, "已生效")
    officer.goto(f"{desk}/results")
    house.look(officer, "desk-results")
    applicant = house.page("li@example.org")
    applicant.goto(first)
    assert applicant.locator(".badge", has_text="已生效").first.is_visible()
    house.look(applicant, "submission-effective")
    number = re.search(r"/verify/([0-9A-Z]+)", applicant.get_by_role("link", name="证书").get_attribute("href")).group(1)
    other = house.page("he@example.org")
    other.goto(second)
    assert other.locator(".badge", has_text="未入选").first.is_visible()
    assert other.locator("#appeal").is_visible()
    house.look(other, "submission-declined")

    visitor = house.visitor()
    visitor.goto("/verify")
    house.look(visitor, "verify")
    visitor.locator("#number").fill(number.lower())
    press(visitor, "查验")
    assert visitor.locator(".verdict-true").get_by_text("真实有效").is_visible()
    assert visitor.get_by_text("深海科普工场").first.is_visible()
    house.look(visitor, "verified")
    visitor.get_by_role("link", name="打印证书").click()
    visitor.wait_for_url("**/certificate")
    house.look(visitor, "certificate")
    paper = Path(folder) / "certificate.pdf"
    visitor.pdf(path=paper, format="A4", print_background=True)
    words = subprocess.run(["pdftotext", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    assert words.count("\f") == 1, "a certificate is one page"
    assert number in words and "深海科普工场" in words
    visitor.goto("/verify/AAAAAAAAAAAA")
    assert visitor.locator(".verdict-unknown").is_visible()

    visitor.goto(f"{desk.removeprefix('/desk')}/results")
    house.look(visitor, "results")
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="签名的结果文件（JSON）").click()
    file = Path(folder) / "result.json"
    download.value.save_as(file)
    again = subprocess.run([BINARY, "evaluation", "verify", str(file)], cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 0 and "1\tno. 1\t" in again.stdout, again.stdout + again.stderr
    file.write_text(file.read_text().replace("A", "B", 3))
    assert subprocess.run([BINARY, "evaluation", "verify", str(file)], cwd=ROOT, capture_output=True).returncode != 0


def test_a_round_goes_from_its_call_to_a_certificate_that_anybody_can_verify(house, tmp_path):
    desk = announce(house)
    first = first_applicant(house, desk)
    second = second_applicant(house, desk)
    put_forward(house)
    house.restart(AFTER_CLOSING)
    check(house, desk, first)
    invite(house, desk)
    step_aside(house, desk)
    review(house)
    decide(house, desk)
    object_and_answer(house, desk, first)
    house.restart(AFTER_NOTICE)
    in_force(house, desk, first, second, tmp_path)
    assert not house.problems, "\n".join(house.problems)
