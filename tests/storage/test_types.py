"""Column types: times are aware and in UTC on both databases; sealed texts are unreadable without a key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from bot.errors import OurFault, SettingsProblem
from bot.storage.database import Database
from bot.storage.types import Vault
from tests.storage.rows import TUESDAY, answer, campaign, delivery, round_, team

SECRET = "I am afraid of the new rota — “really”."


@pytest.mark.parametrize(
    "moment",
    [
        TUESDAY,
        datetime(2026, 7, 7, 10, 0, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 1, 6, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    ],
)
async def test_a_time_comes_back_in_utc(database: Database, moment: datetime) -> None:
    """An aware time of any zone comes back as the same instant in UTC, to the microsecond."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign(created_at=moment))
        await work.commit()
    async with database.reading() as work:
        kept = await work.campaigns.get("c")
    assert kept is not None
    assert kept.created_at == moment.astimezone(UTC)  # across zones == is never true in a repeated hour
    assert kept.created_at.tzinfo is UTC


async def test_a_naive_time_is_refused(database: Database) -> None:
    """A time without a zone is refused on the way in."""
    async with database.unit_of_work() as work:
        with pytest.raises(StatementError, match="without a time zone"):
            await work.campaigns.add(campaign(created_at=datetime(2026, 1, 6)))  # noqa: DTZ001 - the point


async def test_times_compare_across_zones(database: Database) -> None:
    """A query with a time of another zone finds what is due at that instant."""
    async with database.unit_of_work() as work:
        await work.deliveries.plan(delivery("a"))
        tokyo = ZoneInfo("Asia/Tokyo")
        early = (TUESDAY - timedelta(seconds=1)).astimezone(tokyo)
        assert await work.deliveries.claimable(early, early) == []
        assert len(await work.deliveries.claimable(TUESDAY.astimezone(tokyo), early)) == 1


async def test_what_is_private_is_unreadable_in_the_tables(week_one: Database) -> None:
    """Nothing of an answer, a message's facts, a round's figures or a salt can be read from the raw rows."""
    async with week_one.unit_of_work() as work:
        await work.answers.add(answer(text=SECRET))
        await work.deliveries.plan(delivery("d", facts={"words": SECRET}))
        await work.desired.show("home/T1/UANA", "T1", "home", {"words": SECRET})
        row = await work.rounds.get("r")
        assert row is not None
        row.figures = {"words": SECRET}
        await work.commit()
    secrets = [
        "SELECT text FROM answers", "SELECT facts FROM deliveries", "SELECT facts FROM desired_states",
        "SELECT figures FROM rounds", "SELECT salt FROM campaigns",
    ]  # fmt: skip
    async with week_one.reading() as work:
        for query in secrets:
            raw = (await work.session.execute(text(query))).scalar_one()
            assert bytes(raw).startswith(b"gAAAA")  # a Fernet token
            assert b"afraid" not in bytes(raw)
        kept = await work.answers.get("a")
        row = await work.rounds.get("r")
    assert kept is not None
    assert kept.text == SECRET
    assert row is not None
    assert row.figures == {"words": SECRET}


async def test_a_newer_key_reads_what_an_older_one_locked(migrated_database_url: str) -> None:
    """With a key added in front, old rows still open, and new rows need the new key."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = Database(migrated_database_url, Vault([old]))
    async with before.unit_of_work() as work:
        await work.campaigns.add(campaign(salt="first"))
        await work.commit()
    rotated = Database(migrated_database_url, Vault([new, old]))
    async with rotated.unit_of_work() as work:
        kept = await work.campaigns.get("c")
        assert kept is not None
        assert kept.salt == "first"
        await work.campaigns.add(campaign("later", salt="second"))
        await work.commit()
    async with before.reading() as work:
        with pytest.raises(OurFault, match="WAYMARK_DATA_KEYS"):
            await work.campaigns.get("later")
    await before.dispose()
    await rotated.dispose()


async def test_nothing_stays_nothing(week_one: Database) -> None:
    """A sealed column without a value is NULL, so that a destroyed salt or a removed text is gone."""
    async with week_one.unit_of_work() as work:
        kept = await work.campaigns.get("c")
        assert kept is not None
        kept.salt = None
        await work.flush()
        assert (await work.session.execute(text("SELECT salt FROM campaigns"))).scalar_one() is None


async def test_lists_are_searched_by_whole_names(database: Database) -> None:
    """A person is found in a team's lists by their whole id, with any characters in it."""
    async with database.unit_of_work() as work:
        await work.campaigns.add(campaign())
        await work.teams.add(team(members=["U1", "U'2\"", "%"], leaders=[]))
        await work.rounds.add(round_())
        for user, expected in {"U1": 1, "U'2\"": 1, "%": 1, "U": 0, "U12": 0, "1": 0}.items():
            assert len(await work.teams.with_member("T1", user)) == expected
            assert await work.teams.led_by("T1", user) == []


@given(st.text(st.characters(codec="utf-8")))
def test_equal_texts_look_different(plain: str) -> None:
    """Sealing the same text twice gives two ciphertexts, and both open to it."""
    vault = Vault([Fernet.generate_key().decode()])
    first, second = vault.seal(plain), vault.seal(plain)
    assert first != second
    assert vault.open(first) == vault.open(second) == plain
    assert json.dumps(plain).encode() not in first


@pytest.mark.parametrize("keys", [[], ["short"], [Fernet.generate_key().decode(), "x" * 44]])
def test_wrong_data_keys_are_refused(keys: list[str]) -> None:
    """No key, or a malformed one, is refused with a sentence that names the setting and shows no key."""
    with pytest.raises(SettingsProblem, match="WAYMARK_DATA_KEYS") as refused:
        Vault(keys)
    assert not any(key in str(refused.value) for key in keys)


def test_a_sealed_text_does_not_tell_when_it_was_sealed() -> None:
    """Fernet writes a moment in the clear; ours is always the same, so nobody reads from it who wrote when."""
    key = Fernet.generate_key()
    assert Fernet(key).extract_timestamp(Vault([key.decode()]).seal(SECRET)) == 0
