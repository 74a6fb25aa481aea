"""Settings are checked at start, and what is wrong is said."""

from pathlib import Path

import pytest

from practicum.adapters.lab.settings import Settings, SettingsWrong, from_environment


def test_defaults_stay_on_this_machine() -> None:
    assert from_environment({}) == Settings()
    assert Settings().host == "127.0.0.1"


def test_what_is_set_is_used() -> None:
    settings = from_environment({"PRACTICUM_LAB_HOST": "10.0.0.5", "PRACTICUM_LAB_PORT": "6661"})
    assert (settings.host, settings.port) == ("10.0.0.5", 6661)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "x", "whole number from 0 to 65535"),
        ("PORT", "70000", "PRACTICUM_LAB_PORT"),
        ("PORT", "-1", "whole number"),
        ("LARGEST_FRAME", "1", "from 1024"),
        ("CERTIFICATE", "/nowhere.pem", "no file /nowhere.pem"),
    ],
)
def test_what_is_wrong_is_said(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsWrong, match=says):
        from_environment({f"PRACTICUM_LAB_{name}": value})


def test_a_key_needs_its_certificate(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("not a key")
    with pytest.raises(SettingsWrong, match="CERTIFICATE is missing"):
        from_environment({"PRACTICUM_LAB_KEY": str(tmp_path / "key.pem")})
    settings = from_environment({"PRACTICUM_LAB_CERTIFICATE": str(tmp_path / "key.pem")})
    with pytest.raises(SettingsWrong, match="cannot be used"):
        settings.tls()
