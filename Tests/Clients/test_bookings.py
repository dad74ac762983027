"""Places under attack: a storm of bookings is killed in the middle, on both engines and with two programs on one PostgreSQL."""

import os
import random
import signal
import subprocess
import time
import uuid

import pytest

from conftest import BINARY, ROOT

POSTGRES = os.environ.get("KEPU_TEST_POSTGRES")


def storm(database, programs, chance, places):
    """Starts programs that book as fast as they can, kills them, and returns the numbers that they had acknowledged."""
    running = [
        subprocess.Popen(
            [BINARY, "bench", "bookings", "--print", "--each", "100000", "--places", str(places), "--database", database],
            cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(programs)]
    seen = [[process.stdout.readline()] for process in running]
    time.sleep(chance.uniform(0.05, 0.5))
    for process in running:
        process.send_signal(signal.SIGKILL)
    for process, lines in zip(running, seen):
        lines += process.stdout.read().splitlines(keepends=True)
        process.wait()
    return [line for lines in seen for line in lines if line.endswith(b"\n")]


def account(database, acknowledged):
    return subprocess.run(
        [BINARY, "bench", "bookings", "--check", "--database", database], cwd=ROOT, input=b"".join(acknowledged),
        capture_output=True)


def attack(database, programs, kills):
    chance = random.Random(20261126)
    acknowledged = []
    for _ in range(kills):
        acknowledged += storm(database, programs, chance, places=3_000)
    assert len(acknowledged) > kills, "something was booked between the kills"
    outcome = account(database, acknowledged)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert f"found {len(acknowledged)} lost 0".encode() in outcome.stdout


@pytest.fixture
def schema():
    name = "storm_" + uuid.uuid4().hex[:12]
    separator = "&" if "?" in POSTGRES else "?"
    subprocess.run(["psql", "-q", POSTGRES, "-c", f"CREATE SCHEMA {name}"], check=True)
    yield f"{POSTGRES}{separator}options=-csearch_path%3D{name}"
    subprocess.run(["psql", "-q", POSTGRES, "-c", f"DROP SCHEMA {name} CASCADE"], check=True, stderr=subprocess.DEVNULL)


def test_twenty_kills_in_a_storm_lose_no_booking_and_sell_no_place_twice_on_sqlite(tmp_path):
    attack(f"sqlite:{tmp_path}/storm.sqlite", programs=1, kills=20)


@pytest.mark.skipif(not POSTGRES, reason="needs a cluster")
def test_twenty_kills_of_two_programs_on_one_postgresql_lose_nothing_and_sell_nothing_twice(schema):
    # The tables are made by one, as two that begin together would wait for each other's first load.
    account(schema, [])
    attack(schema, programs=2, kills=20)
