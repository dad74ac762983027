"""The OpenAPI document, taken at its word by schemathesis."""

import http.client
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import pytest
import requests

from conftest import Portal
from journey import number

PASSWORD = "木棉花开满珠江两岸 2026"
SCHOOL = 9_000_000_000_700


def send(session, address, page, form):
    """Sends a form of a page as a browser would, with its ticket."""
    ticket = re.search(r'name="_form" value="([^"]*)"', session.get(page, timeout=10).text).group(1)
    return session.post(address, data={"_form": ticket, **form}, timeout=30)


@pytest.fixture(scope="module")
def desk():
    """A portal of its own with an officer's token that has every scope; what is tried there disturbs nobody.

    The officer also teaches at a school and leads it, so that one token reaches every step of a school's visit.
    """
    folder = tempfile.mkdtemp(prefix="kepu-desk-")
    running = Portal(folder).start("--set", f"mail=folder:{folder}/mail", "--set", "rate.pages=1000000")
    running.add("officer@example.org", "陈科长", ("officer", "province"))
    with sqlite3.connect(str(running.folder / "kepu.sqlite"), timeout=20) as database:
        database.execute(
            "INSERT INTO organizations (id, name, sort_key, kind, region, status, version, created_at, updated_at)"
            " VALUES (?, '天河第一小学', 'tianhe', 'school', '440106', 'active', 1, 0, 0)", (SCHOOL,))
    for role in ("teacher", "school_head"):
        running.kepu("grant", "give", "officer@example.org", role, f"organization:{number(SCHOOL)}", "--reason", "test")
    session = requests.Session()
    send(session, running.url + "/login", running.url + "/login", {"email": "officer@example.org", "password": PASSWORD})
    scopes = ["read", "bases", "organizations", "messages", "achievements", "people", "visits"]
    page = send(
        session, running.url + "/me/tokens", running.url + "/me/tokens", {"name": "test", "days": "1", "scopes": scopes}).text
    running.token = re.search(r'<code class="key">([A-Za-z0-9_-]{43})<', page).group(1)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_an_officers_program_gets_what_the_document_says_and_never_a_server_error(desk):
    headers = {"authorization": f"Bearer {desk.token}"}
    unit = requests.post(
        desk.url + "/api/organizations", headers=headers, timeout=10,
        json={"names": {"zh-Hans": "番禺区科协"}, "kind": "association", "region": "440113"})
    assert unit.status_code == 201
    desk_of_base = desk.url + "/api/desk/visits/guangdong-science-center"
    offer = requests.post(
        desk_of_base + "/offers", headers=headers, timeout=10,
        json={"names": {"zh-Hans": "常设展"}, "weekdays": [1, 2, 3, 4, 5, 6, 7], "starts": ["10:00"], "minutes": 120,
              "first": "2026-01-01", "places": 60})
    assert offer.status_code == 201, offer.text
    sessions = requests.get(desk_of_base + "/sessions", headers=headers, timeout=10).json()["items"]
    # One visit stays a draft whose plan can be written, with the other all steps are tried.
    order = {"session": sessions[-1]["id"]}
    visits = [
        requests.post(desk.url + "/api/school-visits", headers=headers, timeout=10, json=order).json()["id"] for _ in range(2)]
    # Chance alone hardly ever finds what exists; these addresses lead it there.
    rules = desk.folder / "schemathesis.toml"
    rules.write_text(f"""
[[operations]]
include-path-regex = "^/api/(me/)?bases/"
parameters = {{ "path.slug" = "guangdong-science-center", "header.If-Match" = "*" }}

[[operations]]
include-path-regex = "^/api/organizations/"
parameters = {{ "path.id" = "{unit.json()['id']}", "header.If-Match" = "*" }}

[[operations]]
include-path-regex = "^/api/desk/"
[operations.parameters]
"path.base" = "guangdong-science-center"
"path.offer" = "{offer.json()['id']}"
"path.session" = "{sessions[0]['id']}"
"header.If-Match" = "*"

[[operations]]
include-path-regex = "^/api/school-visits/[^/]+$"
parameters = {{ "path.id" = "{visits[0]}", "header.If-Match" = "*" }}

[[operations]]
include-path-regex = "^/api/school-visits/[^/]+/"
parameters = {{ "path.id" = "{visits[1]}", "path.base" = "guangdong-science-center" }}
""")
    done = subprocess.run(
        [sys.prefix + "/bin/schemathesis", "--config-file", str(rules), "run", desk.url + "/api/openapi.json",
         "--max-examples", "25", "--seed", "2026",
         "--include-path-regex", "^/api/(me|bases|organizations|changes|claims|queue|achievements|people|desk|school-visits)",
         "--header", f"Authorization: Bearer {desk.token}",
         "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"],
        capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-6000:]
    # What was tried did reach the rules behind the doors.
    log = (desk.folder / "serve.log").read_text(errors="replace")
    for method, path, status in [
        ("PATCH", "/api/bases/guangdong-science-center", "20[02]"), ("POST", "/api/me/achievements", "201"),
        ("PATCH", "/api/organizations/[0-9A-Z]+", "200"), ("POST", "/api/bases", "201"),
        ("POST", "/api/desk/visits/guangdong-science-center/offers", "201"),
        ("PATCH", "/api/desk/visits/guangdong-science-center/offers/[0-9A-Z]+", "200"),
        ("POST", "/api/desk/visits/guangdong-science-center/closures/preview", "200"),
        ("PATCH", "/api/school-visits/[0-9A-Z]+", "200"), ("POST", "/api/school-visits/[0-9A-Z]+/withdrawal", "200"),
        ("GET", "/api/school-visits/received", "200"),
    ]:
        assert re.search(rf"method={method} .*path={path} .*status={status}", log), (method, path)


def test_a_token_has_its_time_and_a_program_is_told_what_it_lacks(desk):
    ask = lambda token: requests.get(desk.url + "/api/me", headers={"authorization": f"Bearer {token}"}, timeout=10)
    known = ask(desk.token)
    assert known.status_code == 200 and "officer" in [grant["role"] for grant in known.json()["grants"]]
    unknown = ask(desk.token[:-1] + "!")
    assert unknown.status_code == 401 and unknown.headers["content-type"].startswith("application/problem+json")


def test_no_request_that_the_document_allows_or_forbids_gets_a_server_error(portal):
    done = subprocess.run(
        [sys.prefix + "/bin/schemathesis", "run", portal.url + "/api/openapi.json", "--max-examples", "15", "--seed", "2026",
         "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"],
        capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.parametrize("path", [
    "/%", "/%zz", "/bases/%00", "/bases/../../etc/passwd", "/bases/%2e%2e%2f", "/bases?page=-1", "/bases?page=9e99",
    "/bases?near=91,0", "/bases?near=nan,nan", "/bases?bbox=1,2,3", "/bases?category=%3Cscript%3E", "/regions/999999",
    "/bases?q=" + "%E7%A7%91" * 900, "/bases?q=%ff%fe", "/tiles/bases/99/99/99", "/nothing", "//", "/bases/" + "a" * 5000,
])
def test_odd_addresses_get_a_sentence_and_never_a_server_error(portal, path):
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=10)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    assert answer.status < 500
    assert "Error Domain" not in body and "/Sources/" not in body


def test_a_program_gets_problem_json_and_a_person_gets_a_page(portal):
    program = requests.get(portal.url + "/api/bases/none", timeout=10)
    assert program.status_code == 404
    assert program.headers["content-type"].startswith("application/problem+json")
    assert program.json()["status"] == 404
    person = requests.get(portal.url + "/bases/none", headers={"accept": "text/html", "accept-language": "en"}, timeout=10)
    assert person.status_code == 404 and "<h1" in person.text
