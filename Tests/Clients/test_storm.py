"""The minute in which places are given: more ask than there are places, over real sockets."""

import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from conftest import Portal

POSTGRES = os.environ.get("KEPU_TEST_POSTGRES")
CLIENTS, PLACES = 500, 60


@pytest.fixture(params=["sqlite", "postgres"])
def storm(request):
    """A portal with as many accounts as clients, and a session that has too few places for them."""
    with tempfile.TemporaryDirectory(prefix="kepu-storm-") as folder:
        portal = Portal(folder)
        if request.param == "postgres":
            if not POSTGRES:
                pytest.skip("no KEPU_TEST_POSTGRES")
            subprocess.run(["psql", "-q", POSTGRES, "-c", "CREATE SCHEMA storm"], check=True)
            portal.database = POSTGRES + "?options=-csearch_path%3Dstorm"
        made = portal.kepu("bench", "booking-accounts", "--accounts", str(CLIENTS), "--places", str(PLACES))
        portal.session = made.stdout.split()[0]
        portal.start("--set", "rate.bookings=100000", "--set", "rate.pages=100000")
        yield portal
        portal.stop()
        if request.param == "postgres":
            subprocess.run(["psql", "-q", POSTGRES, "-c", "DROP SCHEMA storm CASCADE"], check=True, stderr=subprocess.DEVNULL)


def ask(portal, account, what="bookings", **body):
    return requests.post(
        f"{portal.url}/api/sessions/{portal.session}/{what}", timeout=60,
        json={"party": {"adults": 1}, "name": "张三", "contact": f"p{account}@example.org", **body},
        headers={"Authorization": f"Bearer bench-{account}", "Idempotency-Key": f"{what}-{account}", "Accept-Language": "en"})


def act(portal, account, path):
    return requests.post(portal.url + path, timeout=60, json={}, headers={"Authorization": f"Bearer bench-{account}"})


def account(portal):
    words = portal.kepu("bench", "bookings", "--check").stdout.split()
    return {words[i]: int(words[i + 1]) for i in range(0, len(words), 2)}


def test_exactly_the_places_are_given_and_everybody_else_is_told_why(storm):
    with ThreadPoolExecutor(50) as pool:
        answers = dict(zip(range(1, CLIENTS + 1), pool.map(lambda number: ask(storm, number), range(1, CLIENTS + 1))))
    given = {number: answer.json() for number, answer in answers.items() if answer.status_code == 201}
    refused = {number: answer for number, answer in answers.items() if answer.status_code != 201}
    assert len(given) == PLACES
    assert len({booking["id"] for booking in given.values()}) == PLACES
    for answer in refused.values():
        assert answer.status_code == 409, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"] == "There are no places left."
    assert account(storm)["given"] == PLACES and account(storm)["oversold"] == 0 and account(storm)["wrong"] == 0

    # The same request again: the same answer, though nothing is left; another one of the same person is told what they have.
    winner, booking = next(iter(given.items()))
    again = ask(storm, winner)
    assert again.status_code == 201 and again.json() == booking
    other = requests.post(
        f"{storm.url}/api/sessions/{storm.session}/bookings", json={"party": {"adults": 1}, "name": "张三"}, timeout=60,
        headers={"Authorization": f"Bearer bench-{winner}", "Idempotency-Key": "another", "Accept-Language": "en"})
    assert other.status_code == 409 and "you have it already" in other.json()["detail"]

    # What is given back goes to who waits for it, and not to who asks at that moment.
    loser, last = list(refused)[:2]
    waiting = ask(storm, loser, "waiting")
    assert waiting.status_code == 201 and waiting.json()["state"] == "waiting"
    assert act(storm, winner, f"/api/bookings/{booking['id']}/cancellation").status_code == 200
    late = requests.post(
        f"{storm.url}/api/sessions/{storm.session}/bookings", json={"party": {"adults": 1}, "name": "李四"}, timeout=60,
        headers={"Authorization": f"Bearer bench-{last}", "Idempotency-Key": "late"})
    assert late.status_code == 409
    mine = requests.get(storm.url + "/api/me/visits", headers={"Authorization": f"Bearer bench-{loser}"}, timeout=60).json()
    assert mine["waiting"][0]["state"] == "offered"

    # With nobody in the line it goes to who asks next, at once.
    winner, booking = list(given.items())[1]
    assert act(storm, winner, f"/api/bookings/{booking['id']}/cancellation").status_code == 200
    late = requests.post(
        f"{storm.url}/api/sessions/{storm.session}/bookings", json={"party": {"adults": 1}, "name": "李四"}, timeout=60,
        headers={"Authorization": f"Bearer bench-{last}", "Idempotency-Key": "later"})
    assert late.status_code == 201, late.text
    final = account(storm)
    assert final["given"] == PLACES and final["oversold"] == 0 and final["wrong"] == 0
