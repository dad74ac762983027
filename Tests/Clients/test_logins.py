"""Logins and mail with clients and servers that others wrote."""

import base64
import re
import socket
import subprocess
import sys
import time

import pytest
import requests

from conftest import BINARY, ROOT

PASSWORD = "木棉花开满珠江两岸 2026"


class Visitor:
    """A person with a browser that keeps cookies and forms."""

    def __init__(self, host):
        self.host, self.session = host, requests.Session()
        self.session.headers["accept-language"] = "en"

    def get(self, path, **more):
        self.page = self.session.get(path if path.startswith("http") else self.host + path, **more)
        return self.page

    def submit(self, action, **fields):
        form = re.search(rf'action="{re.escape(action)}"(.*?)</form>', self.page.text, re.S).group(1)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
        self.page = self.session.post(self.host + action, data={**hidden, **fields}, headers={"origin": self.host})
        return self.page

    def json(self, path, body):
        return self.session.post(self.host + path, json=body, headers={"origin": self.host})

    def log_in(self, address):
        self.get("/login")
        self.submit("/login", email=address, password=PASSWORD)
        assert self.page.url == self.host + "/me"
        return self


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unpadded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def padded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_passkey_of_another_maker_is_registered_and_logs_in(people):
    from soft_webauthn import SoftWebauthnDevice

    people.add("soft@example.org", "软件钥匙")
    visitor, device = Visitor(people.host).log_in("soft@example.org"), SoftWebauthnDevice()
    options = visitor.json("/me/passkeys/options", {}).json()
    options["challenge"], options["user"]["id"] = padded(options["challenge"]), padded(options["user"]["id"])
    made = device.create({"publicKey": options}, people.host)
    credential = {
        "id": unpadded(made["rawId"]), "rawId": unpadded(made["rawId"]), "type": "public-key",
        "response": {"clientDataJSON": unpadded(made["response"]["clientDataJSON"]),
                     "attestationObject": unpadded(made["response"]["attestationObject"])}}
    assert visitor.json("/me/passkeys", {"credential": credential, "name": "soft"}).status_code == 200
    assert visitor.json("/me/passkeys", {"credential": credential, "name": "again"}).status_code == 422

    def login(stranger):
        options = stranger.json("/login/passkey/options", {}).json()
        shown = device.get({"publicKey": {**options, "challenge": padded(options["challenge"])}}, people.host)
        return {
            "id": unpadded(shown["rawId"]), "rawId": unpadded(shown["rawId"]), "type": "public-key",
            "response": {name: unpadded(shown["response"][name]) for name in ["clientDataJSON", "authenticatorData", "signature"]}}

    stranger = Visitor(people.host)
    sent = {"credential": login(stranger), "next": "//evil.example"}
    answer = stranger.json("/login/passkey", sent)
    assert answer.json() == {"next": "/me"} and stranger.get("/me").url == people.host + "/me"
    replay = Visitor(people.host)
    assert replay.json("/login/passkey", sent).status_code == 422, "a challenge is good once"


def test_letters_arrive_at_a_mail_server_with_their_chinese_whole(people):
    from aiosmtpd.controller import Controller

    class Box:
        def __init__(self):
            self.letters = []

        async def handle_DATA(self, server, session, envelope):
            self.letters.append(envelope)
            return "250 OK"

    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        people.kepu("mail", "test", "me@example.org", "--set", f"mail=smtp://127.0.0.1:{controller.port}", "--set", "mail-from=kepu@example.org")
    finally:
        controller.stop()
    import email
    import email.policy

    message = email.message_from_bytes(box.letters[0].content, policy=email.policy.default)
    assert box.letters[0].rcpt_tos == ["me@example.org"] and box.letters[0].mail_from == "kepu@example.org"
    assert message["subject"] == "Kepu 科普" and "这封邮件说明邮件可以发出" in message.get_content()
    away = people.kepu("mail", "test", "me@example.org", "--set", f"mail=smtp://127.0.0.1:{free_port()}", check=False)
    assert away.returncode != 0 and "did not leave" in away.stderr


@pytest.fixture
def provider(people, tmp_path):
    """A portal beside which somebody else's login runs."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    for _ in range(100):
        try:
            requests.get(issuer + "/.well-known/openid-configuration", timeout=1)
            break
        except requests.RequestException:
            time.sleep(0.1)
    file = tmp_path / "providers.yaml"
    file.write_text(f'- {{key: mock, name: Mock, issuer: "{issuer}", client_id: kepu, client_secret: secret}}\n')
    people.stop()
    people.start("--set", f"mail=folder:{people.folder / 'mail'}", "--set", f"login-providers={file}", "--set", f"public-url={people.host}")
    yield issuer
    process.terminate()


def authorize(visitor, issuer, subject, claims):
    """Does at the provider what a person does there."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()
    visitor.page = visitor.session.post(visitor.page.url, data={"sub": subject})
    return visitor.page


def test_a_login_of_another_portal_opens_an_account_and_comes_back(people, provider):
    claims = {"email": "oidc@example.org", "email_verified": True, "name": "王芳"}
    visitor = Visitor(people.host)
    visitor.get("/login")
    visitor.get("/login/with/mock?next=/me/data")
    assert visitor.page.url.startswith(provider)
    authorize(visitor, provider, "w1", claims)
    assert "oidc@example.org" in visitor.page.text, visitor.page.text[:500]
    visitor.submit("/login/with/mock/completion", name="王芳", consent_account="yes")
    assert visitor.page.url == people.host + "/me/data"
    again = Visitor(people.host)
    again.get("/login/with/mock?next=/me")
    authorize(again, provider, "w1", claims)
    assert again.page.url == people.host + "/me" and "王芳" in again.page.text
    people.add("taken@example.org", "已有")
    thief = Visitor(people.host)
    thief.get("/login/with/mock")
    authorize(thief, provider, "t1", {"email": "taken@example.org", "email_verified": True, "name": "x"})
    assert thief.page.url.startswith(people.host + "/login"), "an account is never linked because addresses are alike"
    forged = Visitor(people.host)
    assert forged.get("/login/with/mock/return?state=x&code=y").status_code == 400


def test_a_wordlist_is_held_by_the_limits_and_the_owner_still_gets_in(people):
    people.add("victim@example.org", "受害者")
    guesser = Visitor(people.host)
    answers = []
    for guess in (ROOT / "Data/common-passwords.txt").read_text().split()[:12]:
        guesser.get("/login")
        answers.append(guesser.submit("/login", email="victim@example.org", password=guess).text)
    assert "Too many wrong tries" in answers[-1] and "Too many wrong tries" not in answers[3]


def test_the_command_line_opens_accounts_and_gives_roles(people):
    people.add("cli@example.org", "命令行", ("auditor", "province"))
    assert "auditor  province" in people.kepu("user", "show", "cli@example.org").stdout
    refused = people.kepu("grant", "give", "cli@example.org", "system_administrator", "province", "--reason", "x", check=False)
    assert refused.returncode != 0 and "never in one hand" in refused.stderr
    weak = subprocess.run(
        [BINARY, "user", "add", "weak@example.org", "--name", "w", "--database", people.database], cwd=ROOT, capture_output=True, text=True,
        input="1234567890\n")
    assert weak.returncode != 0 and "guessed first" in weak.stderr
