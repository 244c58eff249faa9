"""A mail server on this machine, that keeps what it takes, and may refuse, wait or break off."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import icalendar
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pydantic import SecretStr

from bot.settings import Settings

SENDER = "waymark@council.example"
PASSWORD = "a password of the mail server"


@dataclass
class Mailbox:
    """What came, for whom; and what the server says instead, in turn."""

    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    to_recipients: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)
    breaks_off: int = 0
    """So many e-mails are taken, and the line breaks before the server has said so."""
    slow: float = 0.0
    """Seconds that it takes for each answer about whom an e-mail is for, and what is in it."""
    signed_in: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        if self.to_recipients:
            return self.to_recipients.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        if self.to_content:
            return self.to_content.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), mail))
        if self.breaks_off:
            self.breaks_off -= 1
            assert server.transport is not None
            server.transport.close()
        return "250 taken"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)

    def settings(self, **changes: Any) -> Settings:
        """What is set to send through it."""
        usual: dict[str, Any] = {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.port,
            "smtp_security": "none",
            "mail_from": SENDER,
        }
        return Settings(**{**usual, **changes})

    def got(self, address: str) -> list[tuple[str, str, int]]:
        """What somebody has: method, UID and SEQUENCE of each e-mail."""
        events = [calendar_of(mail) for to, mail in self.mails if to == [address]]
        return [(str(whole["METHOD"]), str(one["UID"]), int(str(one["SEQUENCE"]))) for whole, one in events]


def calendar_of(mail: EmailMessage) -> tuple[Any, Any]:
    """The calendar in an e-mail, and its one event."""
    whole = icalendar.Calendar.from_ical(raw_calendar(mail))
    (event,) = whole.walk("VEVENT")
    return whole, event


def raw_calendar(mail: EmailMessage) -> bytes:
    """The bytes that a calendar reads."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@asynccontextmanager
async def mailbox(
    trust: ssl.SSLContext | None = None, *, starttls: bool = False, signs_in: bool = False
) -> AsyncIterator[Mailbox]:
    """Open one; with a context for TLS (at once, or after STARTTLS), and asking for a password."""
    box = Mailbox()

    def server() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # it does not know of a TLS that was there before it
            return SMTP(
                box,
                tls_context=trust if starttls else None,
                require_starttls=starttls,
                authenticator=box.authenticate,
                auth_required=signs_in,
                auth_require_tls=False,
                hostname="mail.council.example",
                loop=asyncio.get_running_loop(),
            )

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(server, "127.0.0.1", 0, ssl=None if starttls else trust)
    box.port = listening.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listening.close()


def with_password(password: str = PASSWORD) -> dict[str, Any]:
    """Settings of an account."""
    return {"smtp_user": "waymark", "smtp_password": SecretStr(password)}
