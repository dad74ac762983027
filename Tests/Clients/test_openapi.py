"""The OpenAPI document, taken at its word by schemathesis."""

import http.client
import subprocess
import sys

import pytest
import requests


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
