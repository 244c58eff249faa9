"""Settings from the environment: the only module that reads it. The table in README.md is tested against this class.

Each of `SECRETS` may stand in a file too: `SLACK_BOT_TOKEN_FILE=/run/secrets/token` in place of `SLACK_BOT_TOKEN`.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.controller import PUBLIC_TASK, Controller, is_address, linked, mail_address
from bot.errors import SettingsProblem
from bot.roles import Roster

ROOT = Path(__file__).resolve().parent.parent
SECRETS = (
    "DATABASE_URL",  # it holds a password where the database is a server
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "WAYMARK_MASTER_KEY",
    "WAYMARK_DATA_KEYS",
    "WAYMARK_SMTP_PASSWORD",
)
IN_FILE = "_FILE"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST_RAW, LONGEST_AGGREGATES, LONGEST_HEADLINES = 24, 72, 120
"""The most months for which each may be kept: nobody may set that people's words stay for ever."""


class SecretFiles(PydanticBaseSettingsSource):
    """Reads each secret whose file is named in the environment. A variable and its file at once are refused."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Read one field's file. Raises `SettingsProblem` naming the variable."""
        name = str(field.alias)
        place = os.environ.get(name + IN_FILE) if name in SECRETS else None
        return (_secret_in(name, place) if place else None), name, False

    def __call__(self) -> dict[str, Any]:
        """Read them all."""
        read = (self.get_field_value(field, name) for name, field in self.settings_cls.model_fields.items())
        return {name: value for value, name, _ in read if value is not None}


def _secret_in(name: str, place: str) -> str:
    if os.environ.get(name):
        raise SettingsProblem(f"Both {name} and {name}{IN_FILE} are set. Leave one of them out.")
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsProblem(f"The file in {name}{IN_FILE} cannot be read ({type(wrong).__name__}).") from wrong


class Settings(BaseSettings):
    """Everything that may be set from outside. Secrets never appear in `repr`."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True, populate_by_name=True)

    database_url: str = Field("sqlite+aiosqlite:///var/waymark.sqlite3", alias="DATABASE_URL")
    slack_bot_token: SecretStr = Field(SecretStr(""), alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(SecretStr(""), alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(SecretStr(""), alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    admins: Annotated[frozenset[str], NoDecode] = Field(frozenset(), alias="WAYMARK_ADMINS")
    privacy_officers: Annotated[frozenset[str], NoDecode] = Field(frozenset(), alias="WAYMARK_PRIVACY_OFFICERS")
    facilitators: Annotated[frozenset[str], NoDecode] = Field(frozenset(), alias="WAYMARK_FACILITATORS")
    master_key: SecretStr = Field(SecretStr(""), alias="WAYMARK_MASTER_KEY")
    data_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field((), alias="WAYMARK_DATA_KEYS")
    content: Path = Field(ROOT / "content", alias="WAYMARK_CONTENT")
    support_route: str = Field(
        "If something here weighs on you, talk to your manager, your union or your staff support line.",
        alias="WAYMARK_SUPPORT_ROUTE",
    )
    organisation: str = Field("", alias="WAYMARK_ORGANISATION")
    contact: str = Field("", alias="WAYMARK_CONTACT")
    complaints: str = Field("", alias="WAYMARK_COMPLAINTS")
    privacy_notice: str = Field("", alias="WAYMARK_PRIVACY_NOTICE")
    lawful_basis: str = Field(PUBLIC_TASK, alias="WAYMARK_LAWFUL_BASIS")
    raw_months: int = Field(12, alias="WAYMARK_RAW_MONTHS")
    aggregates_months: int = Field(36, alias="WAYMARK_AGGREGATES_MONTHS")
    headlines_months: int = Field(72, alias="WAYMARK_HEADLINES_MONTHS")
    deletions_file: Path | None = Field(None, alias="WAYMARK_DELETIONS_FILE")
    smtp_host: str = Field("", alias="WAYMARK_SMTP_HOST")
    smtp_port: int = Field(587, alias="WAYMARK_SMTP_PORT", ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", alias="WAYMARK_SMTP_SECURITY")
    smtp_user: str = Field("", alias="WAYMARK_SMTP_USER")
    smtp_password: SecretStr = Field(SecretStr(""), alias="WAYMARK_SMTP_PASSWORD")
    mail_from: str = Field("", alias="WAYMARK_MAIL_FROM", validate_default=True)
    base_url: str = Field("", alias="WAYMARK_BASE_URL")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8080, alias="PORT", ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", alias="WAYMARK_LOG_LEVEL")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is handed in, then the files of secrets, then the environment."""
        return init_settings, SecretFiles(settings_cls), env_settings

    @field_validator("admins", "privacy_officers", "facilitators", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("data_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"

    @field_validator("base_url")
    @classmethod
    def _nobody_else_reads_it(cls, value: str) -> str:
        """A link in it opens a page, so it goes over TLS, save on the machine itself."""
        base = value.strip().rstrip("/")
        parts = urlsplit(base)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if base and (not safe or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("must be an address such as https://waymark.example.org (http:// only for 127.0.0.1)")
        return base

    @field_validator("database_url")
    @classmethod
    def _async_driver(cls, value: str) -> str:
        """Platforms hand out `postgres://`; SQLAlchemy wants to know the driver too."""
        for short, full in (
            ("postgres://", "postgresql+psycopg://"),
            ("postgresql://", "postgresql+psycopg://"),
            ("sqlite://", "sqlite+aiosqlite://"),
        ):
            if value.startswith(short):
                return full + value.removeprefix(short)
        return value

    @field_validator("contact", "complaints", "privacy_notice")
    @classmethod
    def _can_be_followed(cls, value: str) -> str:
        if value.strip() and not is_address(value.strip()):
            raise ValueError("must be a web address (https://…) or an e-mail address")
        return linked(value.strip())

    @field_validator("raw_months")
    @classmethod
    def _not_for_ever(cls, months: int) -> int:
        return _within(months, 1, LONGEST_RAW, "What people said is kept for 1 month at least and {most} at most.")

    @field_validator("aggregates_months")
    @classmethod
    def _not_before_words(cls, months: int, info: ValidationInfo) -> int:
        sentence = "Figures are kept as long as what people said ({least} months) at least, and {most} at most."
        return _within(months, info.data.get("raw_months", 1), LONGEST_AGGREGATES, sentence)

    @field_validator("headlines_months")
    @classmethod
    def _not_before_figures(cls, months: int, info: ValidationInfo) -> int:
        sentence = "The rest is kept as long as figures ({least} months) at least, and {most} at most."
        return _within(months, info.data.get("aggregates_months", 1), LONGEST_HEADLINES, sentence)

    @field_validator("smtp_security")
    @classmethod
    def _nobody_reads_along(cls, value: str, info: ValidationInfo) -> str:
        """Invitations and the password go over TLS, save to a server on the machine itself."""
        if value == "none" and info.data.get("smtp_host", "") not in {"", *LOOPBACK}:
            raise ValueError("may be none only where WAYMARK_SMTP_HOST is this machine (127.0.0.1)")
        return value

    @field_validator("mail_from")
    @classmethod
    def _has_a_sender(cls, value: str, info: ValidationInfo) -> str:
        """Whoever sends needs an address, and needs no other thing than an address."""
        address = mail_address(value) if value.strip() else ""
        if address is None or (info.data.get("smtp_host") and not address):
            raise ValueError("must be a plain e-mail address, such as waymark@example.org, where a mail server is set")
        return address

    @property
    def sends_mail(self) -> bool:
        """Whether invitations may go by e-mail, to whoever said yes."""
        return bool(self.smtp_host)

    @property
    def controller(self) -> Controller:
        """Who answers for the data, by these settings."""
        return Controller(
            self.organisation.strip(), self.contact, self.complaints, self.privacy_notice, self.lawful_basis.strip()
        )

    @property
    def roster(self) -> Roster:
        """Who has a role by these settings."""
        return Roster(self.admins, self.privacy_officers, self.facilitators)

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether the database is one SQLite file on this machine."""
        return self.database_url.startswith("sqlite")

    @cached_property
    def uses_socket_mode(self) -> bool:
        """Socket Mode when an app token is set, signed HTTP otherwise."""
        return bool(self.slack_app_token.get_secret_value())


def _within(months: int, least: int, most: int, sentence: str) -> int:
    if not least <= months <= most:
        raise ValueError(sentence.format(least=least, most=most))
    return months


def load_settings() -> Settings:
    """Read the environment. Raises `SettingsProblem` naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as problem:
        lines = [f"{error['loc'][0]}: {error['msg']}" for error in problem.errors()]
        raise SettingsProblem("Please set these right in the environment. " + "; ".join(lines)) from problem


def answerable(settings: Settings) -> tuple[str, ...]:
    """One sentence for each address that production needs and that is not set."""
    needed = {
        "WAYMARK_CONTACT": (settings.contact, "where people ask what you keep about them"),
        "WAYMARK_COMPLAINTS": (settings.complaints, "where people complain about how you use their data"),
        "WAYMARK_PRIVACY_NOTICE": (settings.privacy_notice, "where people read your privacy notice"),
    }
    return tuple(
        f"{name} is not set. Set it to the address {what}." for name, (value, what) in needed.items() if not value
    )
