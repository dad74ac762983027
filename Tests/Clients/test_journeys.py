"""What people come for, done in a browser on a phone and on a desk."""

import re
import time

import pytest


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def page(request, browser):
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, locale="zh-CN", has_touch=request.param < 500,
        geolocation={"latitude": 23.1291, "longitude": 113.2644}, permissions=["geolocation"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_a_visitor_finds_a_museum_by_its_initials_and_gets_directions(portal, page):
    page.goto(portal.url + "/")
    search = page.get_by_role("searchbox").first
    search.fill("gdkxzx")
    search.press("Enter")
    page.get_by_role("link", name="广东科学中心").first.click()
    page.wait_for_url("**/bases/guangdong-science-center*")
    assert "广东科学中心" in page.get_by_role("heading", level=1).inner_text()
    amap = page.get_by_role("link", name=re.compile("高德")).first.get_attribute("href")
    assert amap.startswith("https://uri.amap.com/") and "113.3" in amap and "23.0" in amap
    for name in ["百度", "腾讯", "Apple", "OpenStreetMap"]:
        assert page.get_by_role("link", name=re.compile(name)).first.get_attribute("href").startswith("https://")


def test_a_visitor_filters_and_the_address_can_be_shared(portal, page):
    page.goto(portal.url + "/bases")
    if page.viewport_size["width"] < 600:
        page.locator("details.filters > summary, .filters summary").first.click()
    page.get_by_label("类别").select_option("st_venue")
    page.wait_for_url("**category=st_venue*")
    first = page.locator("main article h2, main article h3").first.inner_text()
    page.reload()
    assert page.locator("main article h2, main article h3").first.inner_text() == first


def test_a_visitor_asks_what_is_near(portal, page):
    page.goto(portal.url + "/")
    page.get_by_role("button", name=re.compile("附近")).first.click()
    page.wait_for_url("**near=23.1*")
    # At night nothing is open, and the page leads to what is near all the same.
    closed = page.get_by_role("link", name="也显示未开放的")
    if closed.count():
        closed.click()
        page.wait_for_url(lambda url: "open=now" not in url)
    assert re.search(r"\d (米|公里|千米)", page.locator("main").inner_text())


def test_a_reader_switches_the_language_and_stays_where_they_are(portal, page):
    page.goto(portal.url + "/bases/guangdong-science-center")
    menu = page.get_by_role("button", name="菜单")
    if menu.is_visible():
        assert not page.get_by_role("link", name="English").first.is_visible()
        menu.click()
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/bases/guangdong-science-center*lang=en*")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "Guangdong Science Cent" in page.get_by_role("heading", level=1).inner_text()
    page.goto(portal.url + "/bases")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_map_draws_places_and_shows_its_review_number(portal, page):
    page.goto(portal.url + "/bases")
    page.locator("kepu-map[data-ready=true] canvas").first.wait_for()
    assert "GS(2024)0650号" in page.locator("body").inner_text()


def test_an_imported_change_is_on_the_map_within_a_second(portal, page, tmp_path):
    page.goto(portal.url + "/bases")
    page.locator("kepu-map[data-ready=true]").wait_for()
    before = page.locator("kepu-map").get_attribute("data-version")
    file = tmp_path / "one.csv"
    file.write_text(
        "id,name_zh_hans,category,themes,county_code,latitude,longitude,position_accuracy\n"
        f"T-{page.viewport_size['width']},新馆{page.viewport_size['width']},st_venue,,440106,23.13,113.35,exact\n",
        encoding="utf-8")
    portal.kepu("import", str(file))
    done = time.monotonic()
    while page.locator("kepu-map").get_attribute("data-version") == before and time.monotonic() - done < 5:
        time.sleep(0.02)
    assert time.monotonic() - done < 1.0


def test_everything_but_the_map_works_without_scripts(portal, browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(portal.url + "/bases?q=科学馆")
    page.locator("main article a").first.click()
    assert page.get_by_role("heading", level=1).is_visible()
    context.close()
