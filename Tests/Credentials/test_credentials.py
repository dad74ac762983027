"""Credentials, status lists, published keys and bundles are checked by programs that others wrote, without a network."""

import base64
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import jwt
import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3.contexts import document_loader
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.verify import verify_badge
from pyld import jsonld

ROOT = Path(__file__).resolve().parents[2]
BINARY = str((ROOT / os.environ.get("SAMPLE_CREDENTIALS", ".build/debug/sample-credentials")).resolve())
HOLDER = "urn:uuid:5f0f1c0e-2d1c-4d55-9f3e-0a3c3f6f4f10"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

NO_NETWORK = """
import socket

def refuse(*arguments, **named):
    raise OSError("there is no network in this test")

socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([BINARY, str(folder)], check=True, timeout=60)
    (folder / "sitecustomize.py").write_text(NO_NETWORK)
    return folder


def openbadges(samples, picture, *more, holder=HOLDER):
    """Runs `openbadges verify` in a process that cannot reach any network."""
    command = [str(Path(sys.executable).parent / "openbadges"), "verify", "-i", str(samples / picture), "-r", holder, *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(samples)})
    print(" ".join(["openbadges", "verify", "-i", picture, *more]), "→", done.returncode, (done.stdout + done.stderr).strip())
    return done.returncode, done.stdout


def verdict(samples, picture, **more):
    """Asks the library, which gets the issuer's published files handed over instead of fetching them."""
    served = {
        "https://kepu.example/.well-known/did.json": "did.json",
        "https://kepu.example/credentials/status/1": "status-1.jwt",
        "https://kepu.example/credentials/status/2": "status-2.jwt",
    }
    data = picture if isinstance(picture, bytes) else (samples / picture).read_bytes()
    return verify_badge(
        data, "3", expected_recipient=HOLDER, download=lambda url: (samples / served[url]).read_bytes(), **more)


@pytest.mark.parametrize("name", ["award", "award-vc"])
def test_a_credential_is_trusted_with_the_issuers_key(samples, name):
    code, text = openbadges(samples, f"{name}.svg", "-k", str(samples / "key.pem"), "-s")
    assert code == 0
    assert f"OB3 signature is valid for the identity {HOLDER}" in text
    assert "某省科普学会" in text and "优秀科普作品" in text and "Award" in text


def test_a_credential_of_an_issuer_that_is_its_own_key_is_valid_but_not_trusted(samples):
    code, text = openbadges(samples, "own-key.svg", "--resolve-did")
    assert code == 2
    assert "internally consistent" in text


@pytest.mark.parametrize("name, reason", [
    ("expired", "Credential has expired"), ("not-yet-valid", "not yet valid"), ("old-key", "Invalid signature")])
def test_what_is_not_in_its_time_or_of_another_key_is_invalid(samples, name, reason):
    code, text = openbadges(samples, f"{name}.svg", "-k", str(samples / "key.pem"))
    assert code == 1
    assert reason in text


def test_a_credential_is_nobody_elses(samples):
    code, text = openbadges(samples, "award.svg", "-k", str(samples / "key.pem"), holder="somebody@kepu.example")
    assert code == 1
    assert "Recipient mismatch" in text


def test_the_command_has_no_network(samples):
    code, text = openbadges(samples, "award.svg", "--resolve-did")
    assert code == 1
    assert "could not fetch DID document" in text


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_tampered_credential_is_rejected_by_the_command(samples, part):
    token = (samples / "award.jwt").read_text()
    parts = token.split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1:]
    picture = (samples / "award.svg").read_text()
    assert picture.count(token) == 1
    (samples / "tampered.svg").write_text(picture.replace(token, ".".join(parts)))
    code, _ = openbadges(samples, "tampered.svg", "-k", str(samples / "key.pem"))
    assert code == 1


def test_another_number_of_the_certificate_is_seen(samples):
    token = (samples / "award.jwt").read_text()
    head, payload, signature = token.split(".")
    text = base64.urlsafe_b64decode(payload + "==").replace(b"2026-0117", b"2026-0118")
    forged = ".".join([head, base64.urlsafe_b64encode(text).decode().rstrip("="), signature])
    assert forged != token
    (samples / "tampered.svg").write_text((samples / "award.svg").read_text().replace(token, forged))
    code, text = openbadges(samples, "tampered.svg", "-k", str(samples / "key.pem"))
    assert code == 1
    assert "Invalid signature" in text


def test_no_character_may_change(samples):
    token = (samples / "award.jwt").read_text()
    picture = (samples / "award.svg").read_text()
    key = (samples / "key.pem").read_bytes()
    chance = random.Random(1)
    for place, letter in enumerate(token):
        others = [other for other in ALPHABET if other != letter]
        # The last character of a part has bits to spare, so there all others are tried.
        is_last = token[place + 1:place + 2] in (".", "")
        for other in others if is_last else [chance.choice(others)]:
            changed = token[:place] + other + token[place + 1:]
            assert not verdict(samples, picture.replace(token, changed).encode(), pubkey_pem=key).valid, place


@pytest.mark.parametrize("name", ["award", "old-key"])
def test_the_published_document_leads_to_each_key(samples, name):
    found = verdict(samples, f"{name}.svg", resolve_did=True)
    assert (found.valid, found.trusted, found.issuer_did) == (True, True, "did:web:kepu.example"), found.reason


@pytest.mark.parametrize("name, purpose", [("award", None), ("withdrawn", "revocation"), ("suspended", "suspension")])
def test_the_status_lists_tell_what_was_withdrawn(samples, name, purpose):
    key = (samples / "key.pem").read_bytes()
    assert verdict(samples, f"{name}.svg", pubkey_pem=key).valid
    found = verdict(samples, f"{name}.svg", pubkey_pem=key, check_status=True)
    assert found.valid == (purpose is None)
    if purpose:
        assert f"Credential status '{purpose}' is set" in found.reason


def test_the_bits_are_where_they_should_be(samples):
    claims = jwt.decode((samples / "status-1.jwt").read_text(), (samples / "key.pem").read_bytes(), algorithms=["EdDSA"])
    bits = decode_encoded_list(claims["credentialSubject"]["encodedList"])
    assert len(bits) * 8 == 131_072
    assert set_indices(bits) == {0, 9, 4711, 131_071}


def test_the_key_set_has_the_key_of_each_token(samples):
    keys = jwt.PyJWKSet.from_json((samples / "jwks.json").read_text())
    for name in ["award", "old-key", "status-1"]:
        token = (samples / f"{name}.jwt").read_text()
        kid = jwt.get_unverified_header(token)["kid"].partition("#")[2]
        assert jwt.decode(token, keys[kid].key, algorithms=["EdDSA"])["iss"] == "did:web:kepu.example"


def test_every_word_of_the_document_has_a_meaning(samples):
    claims = jwt.decode((samples / "award.jwt").read_text(), (samples / "key.pem").read_bytes(), algorithms=["EdDSA"])
    document = {name: value for name, value in claims.items() if name not in ("iss", "sub", "jti", "nbf", "exp", "iat")}
    expanded = jsonld.expand(document, {"documentLoader": document_loader()})
    again = jsonld.compact(expanded, document["@context"], {"documentLoader": document_loader()})
    assert missing(document, again) == []
    achievement = expanded[0]["https://www.w3.org/2018/credentials#credentialSubject"][0][
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"][0]
    names = achievement["https://schema.org/name"]
    assert {"@language": "en", "@value": "Excellent work"} in names
    assert {"@value": "优秀科普作品"} in names


def missing(document, again, path=""):
    """The members of a document that did not come back; tags of languages come back in small letters."""
    lost = []
    for name, value in document.items():
        back = again.get(name.lower() if path.endswith("ByLanguage.") else name)
        if back is None:
            lost.append(path + name)
        for one in value if isinstance(value, list) else [value]:
            match = back[0] if isinstance(back, list) and len(back) == 1 else back
            if isinstance(one, dict) and isinstance(match, dict) and name != "@context":
                lost += missing(one, match, path + name + ".")
    return lost


def test_a_bundle_is_checked_with_three_lines_of_python(samples):
    text = (samples / "bundle.json").read_bytes()
    bundle = json.loads(text)
    assert rfc8785.dumps(bundle) + b"\n" == text
    signature = base64.urlsafe_b64decode(bundle.pop("signature") + "==")
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(bundle["jwk"]["x"] + "=="))
    key.verify(signature, rfc8785.dumps(bundle))
    published = {one["kid"]: one["x"] for one in json.loads((samples / "jwks.json").read_text())["keys"]}
    assert published[bundle["kid"].partition("#")[2]] == bundle["jwk"]["x"]

    bundle["payload"]["panel"] = 13
    with pytest.raises(InvalidSignature):
        key.verify(signature, rfc8785.dumps(bundle))
