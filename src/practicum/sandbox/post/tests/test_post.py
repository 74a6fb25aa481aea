"""The demo's post office takes what our own adapters send."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from practicum.adapters.mail.send import send as send_mail
from practicum.adapters.mail.settings import MailSettings
from practicum.adapters.sms.send import send as send_text
from practicum.adapters.sms.settings import SmsSettings
from practicum.kernel.events.outgoing import Message, TransportError


@pytest.fixture
def ports(tmp_path):
    code = (
        f"from pathlib import Path; from practicum.sandbox.post.run import run; run(Path({str(tmp_path)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=dict(os.environ))
    for _ in range(200):
        if (tmp_path / "post.json").exists():
            break
        time.sleep(0.05)
    yield json.loads((tmp_path / "post.json").read_text())
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not (tmp_path / "post.json").exists()


def test_mail_and_texts_are_taken_once_and_shown(ports):
    mail = MailSettings("127.0.0.1", ports["mail_port"], "none", sender="desk@example.org")
    texts = SmsSettings(f"http://127.0.0.1:{ports['text_port']}/messages")
    letter = Message(1, "mail", "ada@example.org", {"subject": "Your visit", "text": "<b>Tuesday</b>"}, "k1")
    assert "Taken as" in send_mail(letter, settings=mail)
    text = Message(2, "sms", "+12125550142", {"text": "Tuesday at nine"}, "k2")
    assert send_text(text, settings=texts) == send_text(text, settings=texts)
    shown = urlopen(f"http://127.0.0.1:{ports['text_port']}/").read().decode()
    assert "&lt;b&gt;Tuesday" in shown and shown.count("Tuesday at nine") == 1
    with pytest.raises(TransportError) as failed:
        send_text(Message(3, "sms", "+12125550000", {"text": "x"}, "k3"), settings=texts)
    assert failed.value.permanent
    with pytest.raises(TransportError) as failed:
        send_mail(Message(4, "mail", "busy@example.org", {"text": "x"}, "k4"), settings=mail)
    assert not failed.value.permanent
