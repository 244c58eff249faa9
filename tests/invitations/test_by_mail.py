"""Invitations by e-mail: only with a server and a yes, once a change, each with its owner and nobody else in it."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import structlog
import vobject
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import mailing
from bot.clock import Clocks
from bot.delivery.files import INVITATION, FileSender
from bot.delivery.mail import MOST_BY_MAIL, STALLED, ByMail, Letter
from bot.delivery.pacing import Limit, Method, Pace
from bot.delivery.ports import DeliveryProblem, InDoubt, NotSent, Refused
from bot.delivery.rows import Timing
from bot.delivery.turnstile import Turnstile
from bot.dialogues import own_events as own
from bot.errors import FieldProblem, NotAllowed, NotFound
from bot.insight.invitations import uid_of
from bot.mailing import SmtpPost
from bot.meetings.by_mail import MailDesk
from bot.meetings.inviting import Invitations
from bot.settings import Settings
from bot.slack.blocks.compose import compose
from tests.conversation.room import T1, Room, read_texts
from tests.invitations.mailbox import SENDER, Mailbox, calendar_of, mailbox, raw_calendar, with_password
from tests.invitations.town import (
    AMINA,
    BEN,
    MONDAY,
    TIME,
    Shelf,
    changes,
    gives_back,
    offered,
    waiting,
)

UID = uid_of(TIME)
ADMIN = "U0ADMIN"
ADDRESS, BENS = "amina.o'neil+work@council.example", "ben@council.example"
FAST = Pace(methods={**Pace().methods, Method.MAIL: Limit(1000.0, 50)})


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    """A mail server that asks for nothing."""
    async with mailbox() as opened:
        yield opened


async def says_yes(room: Room, user: str = AMINA, address: str = ADDRESS) -> None:
    """Somebody asks for e-mail, and types where to."""
    desk = MailDesk(room.database, Clocks(campaign=room.clock), offered=True)
    assert await desk.say_yes(T1, user, f" {address} ", agreed=True) == address


async def sent(room: Room, shelf: Shelf, settings: Settings, pace: Pace = FAST) -> int:
    """All that waits is sent by whichever way; how many rows came to their end."""
    clocks = Clocks(campaign=room.clock)
    mail_from = settings.mail_from if settings.sends_mail else ""
    invitations = Invitations(room.database, read_texts(), clocks, mail_from)
    post, turnstile = SmtpPost(settings, clocks.wire), Turnstile(room.database, pace, clocks.wire)
    by_mail = ByMail(room.database, post, {INVITATION: invitations}, clocks, turnstile, [ADMIN])
    mail = by_mail if settings.sends_mail else None
    return await FileSender(room.database, shelf, {INVITATION: invitations}, clocks, mail=mail).send_due()


async def at_once(room: Room, *, attempts: int | None = None) -> None:
    """Whatever waits to be tried again may go now."""
    async with room.database.unit_of_work() as work:
        for user in (AMINA, BEN):
            for row in await work.files.of_person(T1, user):
                row.retry_at = None
                row.attempts = row.attempts if attempts is None else attempts
        await work.commit()


def bodies(mail: EmailMessage) -> list[str]:
    """The kinds of the parts, in their order: the last is what a program shows if it can."""
    assert mail.get_content_type() == "multipart/alternative"
    return [part.get_content_type() for part in mail.iter_parts()]


# --- who gets which way ----------------------------------------------------------------------------------------------


async def test_with_a_yes_it_comes_by_email_and_not_as_a_file(any_room: Room, box: Mailbox) -> None:
    """Who said yes gets one e-mail, and no file; who said nothing gets the file as before; nothing waits any more."""
    await any_room.begins()
    await says_yes(any_room)
    shelf = Shelf()
    await offered(any_room, AMINA, BEN)
    assert await sent(any_room, shelf, box.settings()) == 2
    assert await sent(any_room, shelf, box.settings()) == 0
    assert box.got(ADDRESS) == [("REQUEST", UID, 0)]
    assert (shelf.got(AMINA), shelf.got(BEN)) == ([], [("PUBLISH", UID, 0)])
    assert "You can have it by e-mail instead: `/waymark my-data`" in shelf.words(BEN)[0]
    assert "could not send" not in shelf.words(BEN)[0]
    assert await waiting(any_room) == 0


async def test_without_a_server_all_is_as_before(housing: Room) -> None:
    """A yes that is kept from earlier changes nothing where no mail server is set, and no button is promised."""
    await says_yes(housing)
    shelf = Shelf()
    await offered(housing, AMINA)
    await sent(housing, shelf, Settings())
    assert shelf.got(AMINA) == [("PUBLISH", UID, 0)]
    assert "e-mail" not in shelf.words(AMINA)[0]


async def test_a_change_and_an_end_are_told_the_same_way(housing: Room, box: Mailbox) -> None:
    """A change has the same UID and the next SEQUENCE; a time called off is cancelled, and so is a place given back."""
    await says_yes(housing)
    await says_yes(housing, BEN, BENS)
    shelf = Shelf()
    await offered(housing, AMINA, BEN)
    await sent(housing, shelf, box.settings())
    await gives_back(housing, BEN)
    await changes(housing, [AMINA], starts_at=MONDAY + timedelta(hours=1))
    await sent(housing, shelf, box.settings())
    await changes(housing, [AMINA], state="called_off")
    await sent(housing, shelf, box.settings())
    assert box.got(ADDRESS) == [("REQUEST", UID, 0), ("REQUEST", UID, 1), ("CANCEL", UID, 2)]
    assert box.got(BENS) == [("REQUEST", UID, 0), ("CANCEL", UID, 1)]
    subjects = [mail["Subject"].partition(":")[0] for to, mail in box.mails if to == [ADDRESS]]
    assert subjects == ["Your meeting", "Changed", "Called off"]
    assert shelf.shown == []


async def test_it_is_held_back_where_the_moment_would_tell(housing: Room, box: Mailbox) -> None:
    """An e-mail waits for its moment as a file does."""
    await says_yes(housing)
    await offered(housing, AMINA)
    await sent(housing, Shelf(), box.settings())
    await changes(housing, [AMINA], not_before=housing.clock.now() + timedelta(minutes=6))
    assert await sent(housing, Shelf(), box.settings()) == 0
    housing.clock.advance(timedelta(minutes=7))
    await at_once(housing)
    assert await sent(housing, Shelf(), box.settings()) == 1
    assert [sequence for _, _, sequence in box.got(ADDRESS)] == [0, 1]


# --- what stands in it -----------------------------------------------------------------------------------------------


async def test_an_email_is_words_and_a_calendar(housing: Room, box: Mailbox) -> None:
    """Two parts, text and calendar, each in UTF-8; the calendar names its method twice and has whole lines."""
    await says_yes(housing)
    await offered(housing, AMINA, body={"topic": "Ynglŷn â’r depo 🎉", "place": "Room 2", "link": "", "access": ""})
    await sent(housing, Shelf(), box.settings())
    ((to, mail),) = box.mails
    assert (to, bodies(mail)) == ([ADDRESS], ["text/plain", "text/calendar"])
    words, calendar = mail.iter_parts()
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert "Ynglŷn â’r depo 🎉" in words.get_content()
    assert "Room 2" in words.get_content()
    assert mail["Subject"] == "Your meeting: Ynglŷn â’r depo 🎉"
    assert (mail["From"], mail["To"]) == (f"Waymark <{SENDER}>", ADDRESS)
    assert mail["Auto-Submitted"] == "auto-generated"
    raw = raw_calendar(mail)
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


async def test_both_parsers_read_who_sends_and_whom_it_is_for(housing: Room, box: Mailbox) -> None:
    """One organizer, one attendee who said yes and is asked for nothing; UTC, private, the same in both parsers."""
    await says_yes(housing)
    await offered(housing, AMINA)
    await sent(housing, Shelf(), box.settings())
    ((_, mail),) = box.mails
    whole, event = calendar_of(mail)
    second = vobject.readOne(raw_calendar(mail).decode())
    (again,) = second.vevent_list
    assert str(whole["METHOD"]) == second.method.value == "REQUEST"
    assert str(event["ORGANIZER"]) == again.organizer.value == f"mailto:{SENDER}"
    assert str(event["ATTENDEE"]) == again.attendee.value == f"mailto:{ADDRESS}"
    parameters = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    assert dict(event["ATTENDEE"].params) == parameters
    assert {name: value for name, (value,) in again.attendee.params.items()} == parameters
    assert event.decoded("DTSTART") == again.dtstart.value == MONDAY
    assert str(event["CLASS"]) == again.contents["class"][0].value == "PRIVATE"
    assert again.uid.value == UID


async def test_nobody_sees_who_else_comes(housing: Room, box: Mailbox) -> None:
    """Each has an e-mail of their own; in none does another's address or Slack id stand, nor the leader's."""
    await says_yes(housing)
    await says_yes(housing, BEN, BENS)
    await offered(housing, AMINA, BEN)
    await sent(housing, Shelf(), box.settings())
    assert sorted(to for to, _ in box.mails) == sorted([[ADDRESS], [BENS]])
    for (to,), mail in box.mails:
        parts = [str(part.get_content()) for part in mail.iter_parts()]
        said = "".join([*parts, *(f"{name}: {value}" for name, value in mail.items())]).replace("\r\n ", "")
        other = BENS if to == ADDRESS else ADDRESS
        assert to in said
        assert not [word for word in (other, AMINA, BEN, "U0MARTIN") if word in said]


async def test_words_cannot_become_a_header(housing: Room, box: Mailbox) -> None:
    """A topic with line breaks stays a subject, and reaches nobody else."""
    await says_yes(housing)
    topic = "Depot\r\nBcc: ben@council.example\nATTENDEE:mailto:ben@council.example"
    await offered(housing, AMINA, body={"topic": topic, "place": "", "link": "", "access": ""})
    await sent(housing, Shelf(), box.settings())
    ((to, mail),) = box.mails
    assert (to, mail["Bcc"]) == ([ADDRESS], None)
    _, event = calendar_of(mail)
    assert str(event["ATTENDEE"]) == f"mailto:{ADDRESS}"


# --- nothing lost, nothing twice as far as that goes ------------------------------------------------------------------


async def test_in_doubt_it_is_sent_again_as_the_same(housing: Room, box: Mailbox) -> None:
    """Where the line broke after all was said, it goes again with the same Message-ID, UID and SEQUENCE."""
    await says_yes(housing)
    await offered(housing, AMINA)
    box.breaks_off = 1
    assert await sent(housing, Shelf(), box.settings()) == 0
    assert await waiting(housing) == 1
    await at_once(housing)
    assert await sent(housing, Shelf(), box.settings()) == 1
    first, second = [mail for _, mail in box.mails]
    assert first["Message-ID"] == second["Message-ID"]
    assert box.got(ADDRESS) == [("REQUEST", UID, 0)] * 2


async def test_what_has_changed_meanwhile_is_another_email(housing: Room, box: Mailbox) -> None:
    """If the time changed while it was in doubt, the next has another Message-ID: no server drops it as a copy."""
    await says_yes(housing)
    await offered(housing, AMINA)
    box.breaks_off = 1
    await sent(housing, Shelf(), box.settings())
    await changes(housing, [], minutes=30)
    await at_once(housing)
    await sent(housing, Shelf(), box.settings())
    assert len({mail["Message-ID"] for _, mail in box.mails}) == 2
    assert box.got(ADDRESS) == [("REQUEST", UID, 0), ("REQUEST", UID, 1)]


async def test_a_server_that_is_busy_is_asked_again(housing: Room, box: Mailbox) -> None:
    """A passing no is no end, and nobody is told."""
    await says_yes(housing)
    await offered(housing, AMINA)
    box.to_content = ["451 try again later"]
    assert await sent(housing, Shelf(), box.settings()) == 0
    await at_once(housing)
    assert await sent(housing, Shelf(), box.settings()) == 1
    assert box.got(ADDRESS) == [("REQUEST", UID, 0)]
    assert await housing.deliveries("admin/problem") == []


@pytest.mark.parametrize(
    ("refusal", "fix"), [("550 nobody here", "the address that somebody gave"), ("", "does not take our e-mails")]
)
async def test_refused_for_good_it_comes_as_a_file(housing: Room, box: Mailbox, refusal: str, fix: str) -> None:
    """Its owner gets the file at once; admins hear the code and the fix once, and neither address nor name."""
    await says_yes(housing)
    await offered(housing, AMINA)
    box.to_recipients, box.to_content = [refusal] if refusal else [], ["554 no"]
    shelf = Shelf()
    assert await sent(housing, shelf, box.settings()) == 1
    assert shelf.got(AMINA) == [("PUBLISH", UID, 0)]
    assert "could not send this to the e-mail address" in shelf.words(AMINA)[0]
    assert "instead" not in shelf.words(AMINA)[0]
    (told,) = await housing.deliveries("admin/problem")
    assert (told.recipient, told.facts["code"]) == (ADMIN, "smtp_550" if refusal else "smtp_554")
    assert fix in told.facts["fix"]
    said = compose("admin/problem", told.facts, read_texts()).text
    assert "It goes to them as a file in Slack instead." in said
    assert "got it" not in said
    assert not [word for word in (ADDRESS, AMINA, "depot") if word in str(told.facts)]


async def test_a_server_that_is_not_there_for_long_is_told(housing: Room) -> None:
    """It is tried for half an hour and more; then its owner has the file, and admins hear what to look at."""
    await says_yes(housing)
    await offered(housing, AMINA)
    async with mailbox() as gone:
        settings = gone.settings()
    shelf = Shelf()
    assert await sent(housing, shelf, settings) == 0
    assert (shelf.shown, await housing.deliveries("admin/problem")) == ([], [])
    await at_once(housing, attempts=MOST_BY_MAIL - 1)
    assert await sent(housing, shelf, settings) == 1
    assert shelf.got(AMINA) == [("PUBLISH", UID, 0)]
    (told,) = await housing.deliveries("admin/problem")
    assert "waymark doctor" in told.facts["fix"]


@pytest.mark.parametrize("way", ["gone", "stalls"])
async def test_a_server_that_does_not_answer_keeps_no_file_waiting(
    housing: Room, box: Mailbox, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Of several e-mails due at once one finds out, also where the line is taken; the others wait without a try."""
    await says_yes(housing)
    await says_yes(housing, BEN, BENS)
    await offered(housing, AMINA, BEN)

    class Gone(SmtpPost):
        tries = 0

        async def send(self, letter: Letter) -> None:
            Gone.tries += 1
            await super().send(letter)

    monkeypatch.setattr(mailing, "SECONDS", 0.3)
    async with mailbox() as gone:
        settings = gone.settings()
    if way == "stalls":
        box.slow, settings = 5.0, box.settings()
    clocks = Clocks(campaign=housing.clock)
    invitations = Invitations(housing.database, read_texts(), clocks, settings.mail_from)
    turnstile = Turnstile(housing.database, FAST, clocks.wire)
    post = Gone(settings, clocks.wire)
    mail = ByMail(housing.database, post, {INVITATION: invitations}, clocks, turnstile, [ADMIN])
    sender = FileSender(housing.database, Shelf(), {INVITATION: invitations}, clocks, mail=mail)
    assert await sender.send_due() == 0
    assert (Gone.tries, await waiting(housing)) == (1, 2)


async def test_emails_are_paced(housing: Room, box: Mailbox) -> None:
    """Beyond what may go at once, an e-mail waits for its turn, and that is no failed attempt."""
    await says_yes(housing)
    await says_yes(housing, BEN, BENS)
    await offered(housing, AMINA, BEN)
    slow = Pace(methods={**Pace().methods, Method.MAIL: Limit(1 / 3600, 1)})
    assert await sent(housing, Shelf(), box.settings(), slow) == 1
    assert (len(box.mails), await waiting(housing)) == (1, 1)
    await at_once(housing)
    assert await sent(housing, Shelf(), box.settings(), FAST) == 1


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """All that is logged."""
    with capture_logs() as logs:
        yield logs
    structlog.reset_defaults()


async def test_no_address_is_logged(
    housing: Room, box: Mailbox, heard: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither when it works, nor when it is refused, nor in the words of what went wrong."""
    caplog.set_level(0)
    await says_yes(housing)
    await offered(housing, AMINA)
    box.to_content = ["451 not now"]
    await sent(housing, Shelf(), box.settings())
    await at_once(housing)
    box.to_recipients = [f"550 <{ADDRESS}> is not here"]
    await sent(housing, Shelf(), box.settings())
    of_the_server, of_the_driver = "mail.", "aiosqlite"  # which knows what is locked as bytes only
    ours = [record for record in caplog.records if not record.name.startswith((of_the_server, of_the_driver))]
    assert ADDRESS not in str(heard) + "".join(record.getMessage() for record in ours)
    assert ADDRESS not in repr(Letter(ADDRESS, "s", "w", ADDRESS.encode(), "REQUEST", "1"))


# --- the way to the server -------------------------------------------------------------------------------------------


LETTER = Letter("ben@council.example", "Hello", "Words", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST", "1")


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for this machine, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    whole = folder / "mail.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    whole.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(whole)
    return server, ssl.create_default_context(cafile=str(whole))


@pytest.mark.parametrize("way", ["starttls", "tls"])
async def test_over_tls_with_a_password(tmp_path: Path, way: str) -> None:
    """Both ways to TLS work with an account; a certificate that is not trusted ends it before anything is said."""
    server, client = certified(tmp_path)
    clock = Clocks.real().wire
    async with mailbox(server, starttls=way == "starttls", signs_in=True) as box:
        settings = box.settings(smtp_security=way, **with_password())
        await SmtpPost(settings, clock, client).send(LETTER)
        assert ([to for to, _ in box.mails], box.signed_in) == ([["ben@council.example"]], ["waymark"])
        with pytest.raises(NotSent):
            await SmtpPost(settings, clock).send(LETTER)
        assert len(box.mails) == len(box.signed_in) == 1


async def test_a_wrong_password_is_named(tmp_path: Path) -> None:
    """What the server refuses about the account says which settings to look at."""
    server, client = certified(tmp_path)
    async with mailbox(server, starttls=True, signs_in=True) as box:
        settings = box.settings(smtp_security="starttls", **with_password("wrong"))
        with pytest.raises(Refused) as refused:
            await SmtpPost(settings, Clocks.real().wire, client).send(LETTER)
    assert (refused.value.code, "WAYMARK_SMTP_PASSWORD" in refused.value.fix) == ("smtp_535", True)


async def test_a_server_without_starttls_gets_nothing(box: Mailbox) -> None:
    """Where TLS is asked for and not offered, no e-mail goes in the open, and the settings to look at are named."""
    with pytest.raises(Refused) as refused:
        await SmtpPost(box.settings(smtp_security="starttls"), Clocks.real().wire).send(LETTER)
    assert (box.mails, "WAYMARK_SMTP_SECURITY" in refused.value.fix) == ([], True)


@pytest.mark.parametrize(("said", "kind"), [("450 later", NotSent), ("550 no", Refused)])
async def test_codes_are_read(box: Mailbox, said: str, kind: type[DeliveryProblem]) -> None:
    """A code below 500 may be over later, one from there on is for good."""
    box.to_recipients = [said]
    with pytest.raises(kind):
        await SmtpPost(box.settings(), Clocks.real().wire).send(LETTER)


async def test_a_line_that_breaks_is_in_doubt(box: Mailbox) -> None:
    """Nobody knows whether the server took it."""
    box.breaks_off = 1
    with pytest.raises(InDoubt):
        await SmtpPost(box.settings(), Clocks.real().wire).send(LETTER)


async def test_an_email_takes_no_longer_than_its_row_is_held(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers each step in time and is slow in all is given up, and nobody knows whether it took it."""
    monkeypatch.setattr(mailing, "WHOLE", 0.6)
    box.slow = 0.5
    with pytest.raises(InDoubt) as problem:
        await SmtpPost(box.settings(), Clocks.real().wire).send(LETTER)
    assert problem.value.code == STALLED


def test_what_holds_a_row_outlasts_an_email() -> None:
    """All steps and the good-bye together end well before somebody else takes the row."""
    assert Timing().lease - Timing().guard > mailing.WHOLE + mailing.SECONDS


@pytest.mark.parametrize(
    "changes",
    [
        {"mail_from": ""},
        {"mail_from": "Waymark <waymark@council.example>"},
        {"mail_from": "waymark@council.example\r\nBcc: x@y.example"},
        {"smtp_security": "none", "smtp_host": "mail.council.example"},
    ],
)
def test_settings_that_would_go_wrong_are_refused(changes: dict[str, Any]) -> None:
    """A server without a sender, a sender that is no plain address, and passwords in the open are refused."""
    with pytest.raises(ValueError, match=r"must be|may be"):
        Mailbox().settings(**changes)


# --- the yes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "amina",
        "amina@council",
        "a b@council.example",
        "a@council.example, b@x.example",
        "<amina@council.example>",
        "a@council.example\nBcc: b@x.example",
        "â@council.example",
        f"{'a' * 65}@council.example",
    ],
)
async def test_only_a_plain_address_is_kept(housing: Room, typed: str) -> None:
    """Anything else is refused at its field, and nothing is kept."""
    desk = MailDesk(housing.database, Clocks(campaign=housing.clock), offered=True)
    with pytest.raises(FieldProblem) as problem:
        await desk.say_yes(T1, AMINA, typed, agreed=True)
    assert (problem.value.field, await desk.look(T1, AMINA)) == ("mail_address", "")


async def test_nothing_is_kept_without_a_yes(housing: Room) -> None:
    """Without the box ticked nothing is kept; without a server nobody is asked; who objected is kept nothing of."""
    desk = MailDesk(housing.database, Clocks(campaign=housing.clock), offered=True)
    with pytest.raises(FieldProblem):
        await desk.say_yes(T1, AMINA, ADDRESS, agreed=False)
    none = MailDesk(housing.database, Clocks(campaign=housing.clock), offered=False)
    with pytest.raises(NotFound):
        await none.say_yes(T1, AMINA, ADDRESS, agreed=True)
    with pytest.raises(NotFound):
        await none.look(T1, AMINA)
    await housing.hears(own.Objected, user=AMINA)
    with pytest.raises(NotAllowed):
        await desk.say_yes(T1, AMINA, ADDRESS, agreed=True)
    assert await desk.look(T1, AMINA) == ""


async def test_a_yes_that_is_taken_back_holds_at_once(housing: Room, box: Mailbox) -> None:
    """What waits then, and all after it, comes as a file; the ledger of deletions has a number and no person."""
    await says_yes(housing)
    await offered(housing, AMINA)
    desk = MailDesk(housing.database, Clocks(campaign=housing.clock), offered=True)
    assert await desk.take_back(T1, AMINA)
    assert not await desk.take_back(T1, AMINA)
    shelf = Shelf()
    await sent(housing, shelf, box.settings())
    assert (box.mails, shelf.got(AMINA)) == ([], [("PUBLISH", UID, 0)])
    async with housing.database.reading() as work:
        noted = [entry for _, entry in await work.deletions.after(0, 10) if entry.kind == "mail address"]
    assert len(noted) == 1
    assert AMINA not in noted[0].about


async def test_another_address_takes_the_place_of_the_first(housing: Room, box: Mailbox) -> None:
    """Who types another address gets everything there, and the first is gone from the database."""
    await says_yes(housing)
    await says_yes(housing, AMINA, BENS)
    await offered(housing, AMINA)
    await sent(housing, Shelf(), box.settings())
    assert (box.got(ADDRESS), box.got(BENS)) == ([], [("REQUEST", UID, 0)])


async def test_the_address_is_locked(housing: Room) -> None:
    """Whoever reads the table without the key sees no address."""
    await says_yes(housing)
    async with housing.database.reading() as work:
        rows = (await work.session.execute(text("SELECT * FROM mail_addresses"))).mappings().all()
    assert len(rows) == 1
    assert not [value for value in rows[0].values() if "council" in str(value)]


async def test_own_data_has_it(housing: Room) -> None:
    """It stands in one's own data and in the download, and in nobody else's."""
    await says_yes(housing)
    assert (await housing.enquiries.my_data(T1, AMINA)).mail.address == ADDRESS
    assert (await housing.enquiries.everything(T1, AMINA))["invitations_by_email_to"] == ADDRESS
    assert ADDRESS not in str(await housing.enquiries.everything(T1, BEN))


@pytest.mark.parametrize("forget", [True, False])
async def test_leaving_with_everything_deletes_it(housing: Room, forget: bool) -> None:
    """Who leaves and deletes what they gave has no address kept any more; who leaves their words keeps it."""
    await says_yes(housing)
    team = await housing.team()
    outcome = await housing.hears(own.CampaignLeft, user=AMINA, campaign_id=team.campaign_id, forget=forget)
    assert outcome.replies[0].facts["mail"] is forget
    assert (await housing.enquiries.my_data(T1, AMINA)).mail.address == ("" if forget else ADDRESS)


async def test_objecting_deletes_it(housing: Room) -> None:
    """Who objects has no address kept any more, and is told."""
    await says_yes(housing)
    outcome = await housing.hears(own.Objected, user=AMINA)
    assert outcome.replies[0].facts["mail"] is True
    assert (await housing.enquiries.my_data(T1, AMINA)).mail.address == ""
