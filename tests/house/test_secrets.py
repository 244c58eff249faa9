"""Secrets stand in the environment or in files, and never in what the program prints."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import SettingsProblem
from bot.settings import SECRETS, Settings, load_settings
from tests.house.tree import text

VALUES = {name: f"value-of-{name.lower()}" for name in SECRETS}


def read(settings: Settings, name: str) -> str:
    """The value of a secret, whatever its type."""
    field = next(key for key, field in Settings.model_fields.items() if field.alias == name)
    value = getattr(settings, field)
    value = value[0] if isinstance(value, tuple) else value
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def is_secret(annotation: object) -> bool:
    """Whether a type is a secret, or holds some."""
    return annotation is SecretStr or any(map(is_secret, typing.get_args(annotation)))


def test_every_secret_may_stand_in_a_file() -> None:
    """Each setting whose type is secret is one that a file can give."""
    assert {str(field.alias) for field in Settings.model_fields.values() if is_secret(field.annotation)} <= set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_read_from_its_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file's place in NAME_FILE the file's content counts, without the line end behind it."""
    file = tmp_path / "secret"
    file.write_text(VALUES[name] + "\n", encoding="utf-8")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(file))
    assert read(load_settings(), name) == VALUES[name]


def test_data_keys_in_a_file_stand_on_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several data keys may stand on a line each, the newest first."""
    (tmp_path / "keys").write_text("new\nold\n", encoding="utf-8")
    monkeypatch.setenv("WAYMARK_DATA_KEYS_FILE", str(tmp_path / "keys"))
    assert [key.get_secret_value() for key in load_settings().data_keys] == ["new", "old"]


def test_what_is_no_secret_has_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only secrets are read from files: a file for another setting is left alone."""
    (tmp_path / "host").write_text("waymark.example", encoding="utf-8")
    monkeypatch.setenv("HOST_FILE", str(tmp_path / "host"))
    assert load_settings().host == "127.0.0.1"


def test_a_file_and_a_variable_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two values for one secret are a mistake, said in a sentence with both names and without either value."""
    (tmp_path / "token").write_text("xoxb-file", encoding="utf-8")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-variable")
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsProblem, match="Both SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE are set") as refused:
        load_settings()
    assert "xoxb" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> None:
    """A file that is not there or is no text is named by its variable."""
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv("WAYMARK_MASTER_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsProblem, match="WAYMARK_MASTER_KEY_FILE cannot be read"):
        load_settings()


def test_secrets_are_never_printed() -> None:
    """What the settings say of themselves holds no token and no key."""
    secret = {name: value for name, value in VALUES.items() if name != "DATABASE_URL"}
    shown = repr(Settings.model_validate(secret)) + str(Settings.model_validate(secret))
    assert [value for value in secret.values() if value in shown] == []


@pytest.mark.parametrize("page", ["README.md", ".env.example"])
def test_files_are_explained(page: str) -> None:
    """The table of settings and the example say how a secret is put into a file, and which ones may be."""
    (told,) = (part for part in text(page).replace("\n# ", " ").split("\n\n") if "SLACK_BOT_TOKEN_FILE" in part)
    assert [name for name in SECRETS if f"{name}" not in told] == []
