"""E-mail over SMTP (`MailPost`): the only module that knows how it is sent. Nothing of an e-mail is ever logged.

One connection for each e-mail: there are a few a week. What the server says is a code such as `smtp_550`; its words are
not kept, because they repeat addresses.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from email.utils import format_datetime

import aiosmtplib

from bot.clock import Clock
from bot.delivery.mail import STALLED, UNREACHED, Letter
from bot.delivery.ports import DeliveryProblem, InDoubt, NotSent, Refused
from bot.settings import Settings

SENDER = "Waymark"
SECONDS = 15.0  # for each of the few steps of a conversation with the server
WHOLE = 45.0  # for all of them together: who sends has its row for two minutes
FOR_GOOD = 500  # codes from here on will be the same tomorrow
SIGN_IN = "Check WAYMARK_SMTP_USER and WAYMARK_SMTP_PASSWORD."
NO_TLS = (
    "The mail server offers no STARTTLS there. Check WAYMARK_SMTP_PORT and WAYMARK_SMTP_SECURITY (starttls or tls)."
)
SENDS_FOR_NOBODY = (
    "The mail server does not send for WAYMARK_MAIL_FROM. Set it to an address that this account may use."
)
NO_SUCH_PERSON = (
    "The mail server does not take the address that somebody gave. If it happens often, ask whoever runs that server"
    " whether it sends to addresses outside."
)
NOT_LIKED = "The mail server does not take our e-mails. Ask whoever runs it, with this code."


class SmtpPost:
    """The mail server of these settings."""

    def __init__(self, settings: Settings, clock: Clock, trust: ssl.SSLContext | None = None) -> None:
        """`trust` is what the server's certificate is checked against; None: what this machine trusts."""
        self._settings = settings
        self._clock = clock
        self._trust = trust

    async def send(self, letter: Letter) -> None:
        """Hand an e-mail over."""
        async with self._server() as server:
            message = as_message(letter, self._settings.mail_from, format_datetime(self._clock.now()))
            await server.send_message(message, sender=self._settings.mail_from, recipients=[letter.to])

    async def try_out(self) -> None:
        """Connect and sign in, as `send` does; nothing is sent."""
        async with self._server() as server:
            await server.noop()

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[aiosmtplib.SMTP]:
        way, user = self._settings.smtp_security, self._settings.smtp_user
        server = aiosmtplib.SMTP(
            hostname=self._settings.smtp_host,
            port=self._settings.smtp_port,
            username=user or None,
            password=self._settings.smtp_password.get_secret_value() if user else None,
            local_hostname=self._settings.mail_from.rpartition("@")[2],  # looked up nowhere
            timeout=SECONDS,
            use_tls=way == "tls",
            start_tls=way == "starttls",
            tls_context=self._trust,
        )
        try:
            async with asyncio.timeout(WHOLE) as limit, server:
                yield server
                limit.reschedule(None)  # it is done: what the good-bye takes is no reason to send it again
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise meant_by(error) from None  # the error's own words hold addresses


def as_message(letter: Letter, sender: str, at: str) -> EmailMessage:
    """Write it as mail programs and calendars read it (RFC 6047): words, and the same for a calendar."""
    message = EmailMessage(policy=CRLF)
    message["From"] = Address(SENDER, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = at
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.words, cte="base64")
    calendar = letter.calendar.decode()
    message.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": letter.method})
    return message


def meant_by(error: Exception) -> DeliveryProblem:
    """Say what an error means: never sent, in doubt, or refused for good."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _by_code(first.code, NO_SUCH_PERSON)
        case aiosmtplib.SMTPSenderRefused(code=code):
            return _by_code(code, SENDS_FOR_NOBODY)
        case aiosmtplib.SMTPAuthenticationError(code=code):
            return _by_code(code, SIGN_IN)
        case aiosmtplib.SMTPResponseException(code=code):
            return _by_code(code, NOT_LIKED)
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPConnectTimeoutError():
            return NotSent(UNREACHED)
        case TimeoutError():
            return InDoubt(STALLED)
        case aiosmtplib.SMTPServerDisconnected():
            return InDoubt("smtp_broke_off")
        case aiosmtplib.SMTPException() if "STARTTLS" in str(error):
            return Refused("smtp_no_starttls", NO_TLS)
        case _:
            return NotSent(f"smtp_{type(error).__name__}")


def _by_code(code: int, fix: str) -> DeliveryProblem:
    return Refused(f"smtp_{code}", fix) if code >= FOR_GOOD else NotSent(f"smtp_{code}")
