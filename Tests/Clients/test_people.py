"""Accounts and desks, done in a browser on a phone and on a desk."""

import email
import email.policy
import re
import time

import pytest
from journey import PASSWORD, log_in, look


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def width(request):
    return request.param


@pytest.fixture
def visit(width, devices, people):
    """Opens browsers of their own, as different people have."""
    return lambda: devices.open(people.host, width=width)


def letter(portal, address):
    """The text of the newest letter to an address, waiting for it."""
    for _ in range(100):
        found = []
        for path in sorted((portal.folder / "mail").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in message["to"]:
                found.append(message)
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address}")


def link(portal, address):
    return re.search(r"http://localhost:\d+(/\S+)", letter(portal, address).get_content()).group(1)


def test_somebody_registers_by_mail_and_adds_a_passkey_and_logs_in_with_it(people, visit, width):
    page = visit()
    address = f"li{width}@example.org"
    page.goto("/register")
    page.get_by_label("怎样称呼您？").fill("李明")
    page.locator("#email").fill(address)
    page.locator("#password").fill("1234567890")
    page.get_by_label(re.compile("我同意")).check()
    page.get_by_role("button", name="注册").click()
    assert page.locator("#password-error").is_visible()
    assert page.locator("#name").input_value() == "李明"
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="注册").click()
    assert page.get_by_role("heading", name="请查看邮箱").is_visible()
    assert letter(people, address)["subject"] == "请确认邮箱"
    page.goto(link(people, address))
    page.get_by_label("您刚才设置的密码").fill(PASSWORD)
    page.get_by_role("button", name="开通账号").click()
    page.wait_for_url("**/me")

    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}})
    page.goto("/me/security")
    page.get_by_label("这台设备的名称").fill("测试钥匙")
    with page.expect_navigation():
        page.get_by_role("button", name="添加通行密钥").click()
    assert page.get_by_text("测试钥匙").is_visible()

    page.locator(".account summary").click()
    page.locator(".account-menu").get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/")
    page.goto("/login?next=/me/security")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(lambda url: "/login" not in url)
    assert page.get_by_text("测试钥匙").is_visible()


def test_a_manager_changes_the_hours_and_the_map_and_the_page_follow(people, visit, width):
    slug = "guangdong-science-center" if width < 600 else "guangzhou-zoo"
    manager, visitor, officer = visit(), visit(), visit()
    address = f"manager{width}@example.org"
    people.add(address, "馆员")
    log_in(manager, address)
    manager.goto(f"/bases/{slug}")
    manager.get_by_role("link", name="我管理这个基地").click()
    manager.get_by_label("管理部门怎样确认是您？").fill("我在前台工作，电话 020-1。")
    manager.get_by_role("button", name="向管理部门申请").click()
    assert manager.get_by_role("status").filter(has_text="已提交").is_visible()

    log_in(officer, "officer@example.org")
    officer.goto("/desk")
    officer.locator("a[href^='/desk/claims/']").first.click()
    assert officer.get_by_text("我在前台工作").is_visible()
    officer.get_by_role("button", name="交给他们管理").click()
    officer.wait_for_url("**/desk")

    manager.goto(f"/bases/{slug}/opening")
    manager.get_by_role("button", name="今天闭馆").click()
    assert manager.get_by_role("status").filter(has_text="已保存").is_visible()
    for _ in range(20):
        visitor.goto(f"/bases/{slug}")
        if visitor.locator("header .badge-closed").count():
            break
        time.sleep(0.2)
    assert visitor.locator("header .badge-closed").first.is_visible()

    manager.goto(f"/bases/{slug}/edit")
    manager.locator("#phone").fill("020-87654321")
    manager.locator("#name_en").fill("A Name With An Officer")
    manager.get_by_role("button", name="保存", exact=True).click()
    assert manager.get_by_role("status").filter(has_text="等待审核").is_visible()
    visitor.goto(f"/bases/{slug}")
    assert visitor.get_by_text("020-87654321").is_visible()
    officer.goto("/desk")
    officer.locator("a[href^='/desk/changes/']").first.click()
    assert officer.locator("ins", has_text="A Name With An Officer").is_visible()
    officer.get_by_label("理由").fill("不是官方英文名")
    officer.get_by_role("button", name="拒绝").click()
    officer.wait_for_url("**/desk")
    manager.goto("/me/messages")
    assert manager.get_by_text("不是官方英文名").is_visible()


def test_an_officer_tries_a_file_and_writes_it(people, visit, width, tmp_path):
    page = visit()
    log_in(page, "officer@example.org")
    page.goto("/desk/import")
    file = tmp_path / "bases.csv"
    file.write_text(
        f"id,name_zh_hans,category,county_code,latitude,longitude\nf{width},新科普馆{width},st_venue,440106,23.13,113.3{width}\nbad,,st_venue,440106,23,113\n",
        encoding="gbk")
    page.locator("#file").set_input_files(str(file))
    page.get_by_role("button", name="显示会改什么").click()
    assert page.locator(".numbers").get_by_text("1").first.is_visible()
    page.get_by_role("button", name="写入").click()
    assert page.get_by_role("status").filter(has_text="新增 1").is_visible()
    page.goto(f"/bases?q=新科普馆{width}")
    assert page.get_by_role("link", name=f"新科普馆{width}").first.is_visible()


SIGNED_IN = [
    "/me", "/me/messages", "/me/profile", "/me/achievements", "/me/organizations", "/me/security", "/me/data", "/me/tokens", "/me/bases",
    "/me/delegations", "/me/erasure", "/bases/new", "/bases/guangdong-science-center/edit", "/bases/guangdong-science-center/opening",
    "/bases/guangdong-science-center/photos", "/bases/guangdong-science-center/history", "/bases/guangdong-science-center/visits", "/desk",
    "/desk/bases/guangdong-science-center", "/desk/import", "/desk/duplicates", "/desk/people", "/desk/organizations",
    "/desk/achievements", "/desk/second", "/organizations", "/organizations/new", "/experts",
]


def test_every_page_behind_the_login_is_accessible_and_fits(people, visit, width):
    page = visit()
    log_in(page, "officer@example.org")
    for path in SIGNED_IN + ["/register", "/login", "/password", "/privacy"]:
        response = page.goto(path)
        assert response.status == 200, f"{path}: {response.status}"
        look(page)
