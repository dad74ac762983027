"""What people do with their accounts, units and bases from end to end: second factor, care, publication, guardians, erasure, audit."""

import base64
import hmac
import json
import re
import struct
import time
import zipfile

import pytest

from journey import PASSWORD, log_in
from test_people import letter, link, visit  # noqa: F401 (visit is a fixture)

on_a_phone = pytest.mark.parametrize("width", [390], ids=["phone"])
at_a_desk = pytest.mark.parametrize("width", [1280], ids=["desk"])


@pytest.fixture(scope="module")
def enter(browser, people):
    """Lets a page in as an officer or the head of a hall, who come in several journeys: checking a password takes long."""
    people.add("hall@example.org", "馆长孙")
    cookies = {}
    for address in ["officer@example.org", "hall@example.org"]:
        context = browser.new_context(locale="zh-CN", base_url=people.host)
        log_in(context.new_page(), address)
        cookies[address] = context.cookies()
        context.close()
    return lambda page, address: page.context.add_cookies(cookies[address])


def code(secret, ahead=0):
    """The six digits of RFC 6238 that an app shows now, or some steps of thirty seconds later."""
    typed = secret.replace(" ", "")
    key = base64.b32decode(typed + "=" * (-len(typed) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1").digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def turn_codes_on(page):
    """Sets up codes on the page of security; returns the secret as it is shown."""
    page.goto("/me/security")
    page.get_by_role("button", name="设置验证码").click()
    secret = page.locator("code.key").inner_text()
    page.get_by_label("应用现在显示的六位数字").fill(code(secret))
    page.get_by_role("button", name="开启验证码").click()
    assert page.locator("ul.codes li").count() == 10
    page.get_by_role("link", name="我已保存好").click()
    assert page.get_by_text("验证码已开启").is_visible()
    return secret


def register(page, address, name):
    """Fills the form of registration, up to the button."""
    page.goto("/register")
    page.get_by_label("怎样称呼您？").fill(name)
    page.locator("#email").fill(address)
    page.locator("#password").fill(PASSWORD)
    page.get_by_label(re.compile("我同意")).check()


def confirm(page, people, address):
    """Opens the link in the mail and types the password once more."""
    page.goto(link(people, address))
    page.get_by_label("您刚才设置的密码").fill(PASSWORD)
    page.get_by_role("button", name="开通账号").click()
    page.wait_for_url("**/me")


def log_out(page):
    page.locator(".account summary").click()
    page.locator(".account-menu").get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/")


def told(page, words):
    """Waits until the portal says so after an act."""
    page.get_by_role("status").filter(has_text=words).wait_for()


def open_until(page, path, is_there):
    """Opens a public page until it shows what was changed a moment ago."""
    for _ in range(25):
        response = page.goto(path)
        if is_there(response):
            return
        time.sleep(0.2)
    raise AssertionError(f"{path} does not follow: {response.status}")


def begin_base(page, name, longitude):
    """Writes a draft of a base; returns the answer to its form."""
    page.goto("/bases/new")
    page.locator("#name_zh_hans").fill(name)
    page.locator("#category").select_option("st_venue")
    page.locator("#county_code").select_option("440106")
    page.locator("#latitude").fill("23.114")
    page.locator("#longitude").fill(longitude)
    page.locator("#phone").fill("020-11112222")
    with page.expect_navigation() as arrival:
        page.get_by_role("button", name="保存草稿").click()
    return arrival.value


@on_a_phone
def test_somebody_registers_turns_codes_on_and_logs_in_with_password_and_code(people, visit):
    page = visit()
    address = "codes@example.org"
    register(page, address, "王芳")
    page.get_by_role("button", name="注册").click()
    assert page.get_by_role("heading", name="请查看邮箱").is_visible()
    confirm(page, people, address)
    secret = turn_codes_on(page)
    log_out(page)

    page.goto("/login")
    page.get_by_label("电子邮箱").fill(address)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/login/code**")
    page.get_by_label("验证码", exact=True).fill("000000" if code(secret) != "000000" else "111111")
    page.get_by_role("button", name="登录", exact=True).click()
    assert page.locator("#code-error").is_visible()
    page.goto("/me")
    assert "/login" in page.url, "the password alone opens nothing"
    page.goto("/login/code")
    # The code that turned codes on is used up; the next one is good already (RFC 6238, 5.2).
    page.get_by_label("验证码", exact=True).fill(code(secret, ahead=1))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/me")
    assert page.get_by_role("heading", name="王芳，您好").is_visible()


@on_a_phone
def test_a_child_waits_for_the_guardian_who_gets_a_mail_and_consents(people, visit):
    child, guardian = visit(), visit()
    address, parent = "xiaoming@example.org", "mother@example.org"
    register(child, address, "小明")
    child.locator("details.child summary").click()
    child.get_by_label(re.compile("我未满 14 岁")).check()
    child.get_by_label("出生日期").fill(f"{time.gmtime().tm_year - 10}-01-15")
    child.get_by_label("监护人的电子邮箱").fill(parent)
    child.get_by_role("button", name="注册").click()
    confirm(child, people, address)
    assert child.get_by_text("监护人同意后账号即可使用").is_visible()
    assert begin_base(child, "小明科学角", "113.3301").status == 403

    assert letter(people, parent)["subject"] == "您的孩子申请开设账号"
    guardian.goto(link(people, parent))
    guardian.get_by_role("button", name="我同意").click()
    assert guardian.locator("#is_guardian-error").is_visible()
    guardian.get_by_label("我是孩子的父母或监护人，我同意。").check()
    guardian.get_by_role("button", name="我同意").click()
    assert guardian.get_by_role("button", name="撤回同意").is_visible()

    child.goto("/me")
    log_out(child)
    log_in(child, address)
    assert not child.get_by_text("监护人同意后账号即可使用").is_visible()
    assert begin_base(child, "小明科学角", "113.3301").status == 200
    told(child, "已存为草稿")


@at_a_desk
def test_somebody_takes_their_data_along_and_erases_the_account(people, visit):
    page = visit()
    address = "leaver@example.org"
    people.add(address, "赵离")
    log_in(page, address)
    page.goto("/me/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载我的数据").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")}
    data = {name: json.loads(text) for name, text in texts.items()}
    assert data["account.json"]["email"] == address and data["account.json"]["name"] == "赵离"
    assert [consent["purpose"] for consent in data["consents.json"]] == ["account"]

    page.get_by_role("link", name="注销账号…").click()
    page.get_by_label("我知道这不能撤销。").check()
    page.get_by_role("button", name="立即注销账号").click()
    told(page, "账号已注销，数据已删除")
    page.goto("/me")
    assert "/login" in page.url
    page.get_by_label("电子邮箱").fill(address)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    assert page.locator("#email-error").is_visible() and "/login" in page.url


@at_a_desk
def test_a_manager_submits_and_an_officer_publishes_suspends_publishes_again_and_restores(people, visit, enter):
    manager, officer, visitor = visit(), visit(), visit()
    enter(manager, "hall@example.org")
    assert begin_base(manager, "海心沙科学站", "113.3251").status == 200
    slug = re.search(r"/bases/([^/]+)/edit", manager.url).group(1)
    manager.get_by_role("button", name="提交审核").click()
    told(manager, "已提交")
    assert visitor.goto(f"/bases/{slug}").status == 404

    enter(officer, "officer@example.org")
    officer.goto("/desk")
    officer.get_by_role("link", name="海心沙科学站").click()
    officer.get_by_role("button", name="发布", exact=True).click()
    assert officer.locator(".badge-open", has_text="已发布").is_visible()
    open_until(visitor, f"/bases/{slug}", lambda response: response.status == 200)
    assert visitor.get_by_role("heading", name="海心沙科学站").first.is_visible()

    manager.goto(f"/bases/{slug}/edit")
    manager.locator("#phone").fill("020-33334444")
    manager.get_by_role("button", name="保存", exact=True).click()
    told(manager, "已保存")
    open_until(visitor, f"/bases/{slug}", lambda _: visitor.get_by_text("020-33334444").count())

    officer.goto(f"/desk/bases/{slug}")
    officer.get_by_role("button", name="停用").click()
    assert officer.locator("#reason-error").is_visible(), "a suspension wants a reason"
    officer.get_by_label("理由").fill("展厅消防整改")
    officer.get_by_role("button", name="停用").click()
    assert officer.locator(".badge-closed", has_text="已停用").is_visible()
    open_until(visitor, f"/bases/{slug}", lambda response: response.status == 404)
    manager.goto("/me/messages")
    assert manager.get_by_text("展厅消防整改").is_visible()
    officer.get_by_label("理由").fill("整改完成")
    officer.get_by_role("button", name="重新发布").click()
    assert officer.locator(".badge-open", has_text="已发布").is_visible()
    open_until(visitor, f"/bases/{slug}", lambda response: response.status == 200)

    officer.goto(f"/bases/{slug}/history")
    assert officer.get_by_text("展厅消防整改").is_visible()
    officer.locator("li.panel", has_text="第 1 版").get_by_role("button", name="恢复").click()
    told(officer, "之前的版本已重新生效")
    open_until(visitor, f"/bases/{slug}", lambda _: visitor.get_by_text("020-11112222").count())
    assert visitor.get_by_text("020-33334444").count() == 0


@on_a_phone
def test_somebody_joins_a_unit_by_invitation_claims_its_base_and_changes_the_hours(people, visit, enter):
    head, manager, officer, visitor = visit(), visit(), visit(), visit()
    slug = "guangzhou-railway-museum"
    people.add("keeper@example.org", "周馆员")
    enter(head, "hall@example.org")
    head.goto("/organizations/new")
    head.get_by_label("名称（简体）").fill("铁路科普中心")
    head.locator("#kind").select_option("operator")
    head.get_by_label("地区代码").fill("440103")
    head.get_by_role("button", name="提交审核").click()
    told(head, "已提交")
    unit = head.url

    enter(officer, "officer@example.org")
    officer.goto("/desk/organizations")
    officer.get_by_role("link", name="铁路科普中心").click()
    officer.get_by_role("button", name="登记单位").click()
    head.goto(unit)
    invite = head.locator("form[action$='/invitations']")
    invite.get_by_label("电子邮箱").fill("keeper@example.org")
    invite.get_by_label("角色").select_option(label="成员")
    invite.get_by_role("button", name="邀请").click()
    assert head.get_by_text("keeper@example.org").is_visible()

    # The link in the mail leads through the log-in and back to the invitation.
    manager.goto(link(people, "keeper@example.org"))
    assert "/login" in manager.url
    manager.get_by_label("电子邮箱").fill("keeper@example.org")
    manager.get_by_label("密码", exact=True).fill(PASSWORD)
    manager.get_by_role("button", name="登录", exact=True).click()
    manager.wait_for_url("**/invitations/**")
    manager.get_by_role("button", name="加入", exact=True).click()
    told(manager, "欢迎加入单位")

    manager.goto(f"/bases/{slug}/claim")
    manager.get_by_label("代表哪个单位").select_option(label="铁路科普中心")
    manager.get_by_label("管理部门怎样确认是您？").fill("我负责开放接待，总机 020-2。")
    manager.get_by_role("button", name="向管理部门申请").click()
    told(manager, "已提交")
    officer.goto("/desk")
    officer.locator("li", has_text="周馆员 · 铁路科普中心").get_by_role("link").click()
    officer.get_by_role("button", name="交给他们管理").click()
    officer.wait_for_url("**/desk")

    manager.goto("/me/bases")
    manager.locator(f"a[href='/bases/{slug}/edit']").first.click()
    hours = manager.locator("#opening_hours")
    hours.fill("每天都开")
    manager.get_by_role("button", name="保存", exact=True).click()
    assert manager.locator("#opening_hours-error").is_visible()
    hours.fill("Mo-Su 10:15-16:45")
    manager.get_by_role("button", name="保存", exact=True).click()
    told(manager, "已保存")
    open_until(visitor, f"/bases/{slug}", lambda _: visitor.locator("table.hours").get_by_text("10:15–16:45").count() == 7)


@at_a_desk
def test_an_auditor_finds_a_suspension_in_the_journal_and_changes_nothing(people, visit, enter):
    officer, auditor = visit(), visit()
    slug = "guangdong-museum"
    enter(officer, "officer@example.org")
    for button, reason in [("停用", "台风过后检查屋顶"), ("重新发布", "屋顶检查完毕")]:
        officer.goto(f"/desk/bases/{slug}")
        officer.get_by_label("理由").fill(reason)
        officer.get_by_role("button", name=button).click()
        told(officer, "完成")

    people.add("auditor@example.org", "审计员吴", ("auditor", "province"))
    log_in(auditor, "auditor@example.org")
    assert auditor.goto("/journal").status == 403, "an auditor needs a second factor"
    turn_codes_on(auditor)
    auditor.goto("/journal")
    auditor.get_by_label("操作，如 base.").fill("base.suspended")
    auditor.get_by_label("对象类型").fill("base")
    auditor.get_by_role("button", name="显示").click()
    row = auditor.locator("tbody tr", has_text="台风过后检查屋顶")
    assert row.count() == 1 and "陈科长" in row.inner_text()
    assert auditor.locator("tbody tr").count() == auditor.locator("tbody tr", has_text="base.suspended").count()
    number = re.search(r"base (\S+)", row.inner_text()).group(1)

    auditor.get_by_label("操作，如 base.").fill("")
    auditor.get_by_label("对象编号").fill(number)
    auditor.get_by_role("button", name="显示").click()
    assert auditor.locator("tbody tr", has_text="base.resumed").filter(has_text="屋顶检查完毕").count() == 1
    auditor.locator("#until").fill("2020-01-01")
    auditor.get_by_role("button", name="显示").click()
    assert auditor.get_by_role("heading", name="没有找到").is_visible()
    auditor.get_by_role("button", name="检查整条链").click()
    told(auditor, "日志完整")
    assert auditor.goto(f"/desk/bases/{slug}").status == 403


@at_a_desk
def test_a_system_administrator_is_made_by_two(people, visit):
    first, second = visit(), visit()
    for page, address, name in [(first, "safe1@example.org", "安全员甲"), (second, "safe2@example.org", "安全员乙")]:
        people.add(address, name, ("security_administrator", "province"))
        log_in(page, address)
        turn_codes_on(page)
    people.add("system@example.org", "系统员郑")

    first.goto("/desk/people")
    first.get_by_role("searchbox", name="姓名或电子邮箱").fill("system@example.org")
    first.get_by_role("searchbox", name="姓名或电子邮箱").press("Enter")
    first.get_by_role("link", name="系统员郑").click()
    account = first.url
    give = first.locator("form[action$='/grants']")
    give.get_by_label("角色").select_option(label="系统管理员")
    give.locator("#scope").select_option("province")
    give.locator("#reason").fill("接管运维")
    give.get_by_role("button", name="授予角色").click()
    told(first, "这需要第二个人确认")
    first.goto("/desk/second")
    own = first.locator("li.panel", has_text="系统员郑 成为系统管理员")
    assert own.get_by_text("这是您自己提出的").is_visible() and own.get_by_role("button").count() == 0

    roles = second.locator("section.panel").filter(has=second.get_by_role("heading", name="角色", exact=True)).locator("li strong")
    second.goto(account)
    assert roles.count() == 0
    second.goto("/desk/second")
    act = second.locator("li.panel", has_text="系统员郑 成为系统管理员")
    assert act.get_by_text("接管运维").is_visible()
    act.get_by_role("button", name="确认").click()
    told(second, "完成")
    second.goto(account)
    assert roles.all_inner_texts() == ["系统管理员"]
