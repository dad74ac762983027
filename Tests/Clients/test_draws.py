"""Draws are made again from their files: by `kepu lottery verify`, and by a few lines of Python that know the rules only."""

import base64
import hashlib
import hmac
import json
import subprocess

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from conftest import BINARY, ROOT

METHODS = ["lottery", "allocation"]


def verify(file, *arguments):
    return subprocess.run([BINARY, "lottery", "verify", str(file), *arguments], cwd=ROOT, capture_output=True, text=True)


def fixture(method):
    return ROOT / "Tests" / "Fixtures" / f"draw-{method}.json"


def canonical(value):
    """RFC 8785, for the whole numbers and plain names of these files."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def lots(payload):
    seed = hashlib.sha256(
        bytes.fromhex(payload["secret"]) + payload["publicValue"].encode() + bytes.fromhex(payload["listDigest"])).digest()
    return {
        request["number"]: min(
            hmac.new(seed, f"{request['number']}:{ticket}".encode(), hashlib.sha256).hexdigest()[:16]
            for ticket in range(1, request["weight"] + 1))
        for request in payload["list"]["requests"]}


def draw(payload):
    """The lottery by its rule."""
    left = [session["places"] for session in payload["list"]["sessions"]]
    lot = lots(payload)
    given = {}
    for request in sorted(payload["list"]["requests"], key=lambda request: lot[request["number"]]):
        for wish in request["wishes"]:
            if request["people"] <= left[wish]:
                left[wish] -= request["people"]
                given[request["number"]] = (wish, 0)
                break
    return given


def allocate(payload):
    """The allocation by its rule: everybody asks at once, again and again, until nothing changes."""
    left = [session["places"] for session in payload["list"]["sessions"]]
    requests = {request["number"]: request for request in payload["list"]["requests"]}
    lot = lots(payload)
    given, number_of_pass = {}, 0

    def beginning(asked, date):
        kept, taken = [], 0
        for number in sorted(asked, key=lambda n: (requests[n]["tiers"][requests[n]["wishes"].index(date)], lot[n])):
            taken += requests[number]["people"]
            if taken > left[date]:
                break
            kept.append(number)
        return kept

    while True:
        asked = [set() for _ in left]
        while True:
            before = [set(numbers) for numbers in asked]
            for number, request in requests.items():
                if number in given:
                    continue
                for date in request["wishes"]:
                    if request["people"] <= left[date]:
                        asked[date].add(number)
                        if number in beginning(asked[date], date):
                            break
            if asked == before:
                break
        kept = [beginning(asked[date], date) for date in range(len(left))]
        if not any(kept):
            return given
        for date, numbers in enumerate(kept):
            for number in numbers:
                given[number] = (date, number_of_pass)
                left[date] -= requests[number]["people"]
        number_of_pass += 1


@pytest.mark.parametrize("method", METHODS)
def test_python_comes_to_the_same(method):
    bundle = json.loads(fixture(method).read_bytes())
    signature = base64url(bundle.pop("signature"))
    Ed25519PublicKey.from_public_bytes(base64url(bundle["jwk"]["x"])).verify(signature, canonical(bundle))
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(base64url(bundle["jwk"]["x"])).verify(signature, canonical(bundle) + b" ")
    payload = bundle["payload"]
    assert hashlib.sha256(bytes.fromhex(payload["secret"])).hexdigest() == payload["commitment"]
    assert hashlib.sha256(canonical(payload["list"])).hexdigest() == payload["listDigest"]
    lot = lots(payload)
    assert {outcome["number"]: outcome["lot"] for outcome in payload["outcome"]} == lot
    given = draw(payload) if method == "lottery" else allocate(payload)
    told = {outcome["number"]: (outcome["session"], outcome["pass"])
            for outcome in payload["outcome"] if outcome["session"] is not None}
    assert told == given
    assert 0 < len(given) < len(lot)


@pytest.mark.parametrize("method", METHODS)
def test_kepu_comes_to_the_same_and_tells_why(method):
    outcomes = json.loads(fixture(method).read_bytes())["payload"]["outcome"]
    whole = verify(fixture(method))
    assert whole.returncode == 0, whole.stderr
    assert "The draw comes to the same." in whole.stdout
    assert sum(line.startswith("no. ") for line in whole.stdout.splitlines()) == len(outcomes)
    loser = next(outcome["number"] for outcome in outcomes if outcome["session"] is None)
    why = verify(fixture(method), "--number", str(loser))
    assert why.returncode == 0, why.stderr
    assert ("No session was given." if method == "lottery" else "No date was given.") in why.stdout
    assert verify(fixture(method), "--number", "61").returncode != 0


@pytest.mark.parametrize("method", METHODS)
def test_a_changed_file_is_refused(method, tmp_path):
    text = fixture(method).read_bytes()
    for number, (right, wrong) in enumerate([
            (b'"weight":1', b'"weight":2'), (b'"publicValue":"11,234.56"', b'"publicValue":"11,234.57"'), (b"{", b"{ ")]):
        changed = tmp_path / f"{number}.json"
        changed.write_bytes(text.replace(right, wrong, 1))
        assert changed.read_bytes() != text
        result = verify(changed)
        assert result.returncode != 0
        assert "was changed after it was signed" in result.stderr
    assert verify(tmp_path / "none.json").returncode != 0
