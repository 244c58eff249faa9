"""The desk: what people are called is asked of Slack and may fail; an address is set with care."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.errors import NotFound, SettingsProblem, TryLater
from bot.insight.publishing import Level
from bot.pages import desk as desks
from bot.pages.desk import PageDesk
from bot.pages.gathering import named_on
from bot.roles import Roster
from bot.settings import load_settings
from tests.pages.stories import empty, full


class Slack:
    """A directory that knows one person, loses another, is away for a third, and never answers about a fourth."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def name_of(self, user: str) -> str:
        self.asked.append(user)
        match user:
            case "U0REP0000":
                return "Amina Yusuf"
            case "U0REP0001":
                raise NotFound
            case "U0CAR0000":
                raise TryLater
        await asyncio.Event().wait()
        return ""

    async def everybody(self) -> dict[str, tuple[str, ...]]:
        self.asked.append("everybody")
        return {f"U0ONE{i:04}": (f"Person {i}", f"person{i}") for i in range(60)}


async def test_a_name_that_slack_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever Slack does not name in time is a colleague, and the page comes all the same."""
    monkeypatch.setattr(desks, "NAMES_MAY_TAKE", 0.05)
    slack = Slack()
    nothing = cast("Any", None)
    desk = PageDesk(nothing, nothing, Roster(), slack, "")
    names = await desk._names(full())
    assert set(names) == named_on(full()) == set(slack.asked)
    assert names["U0REP0000"] == "Amina Yusuf"
    assert {name for user, name in names.items() if user != "U0REP0000"} == {"a colleague"}


async def test_many_people_are_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a page that names many, Slack is asked for its list once; only who is not on it is asked for by name."""
    monkeypatch.setattr(desks, "NAMES_MAY_TAKE", 0.05)
    slack, nothing = Slack(), cast("Any", None)
    desk = PageDesk(nothing, nothing, Roster(), slack, "")
    week = full().timeline[0]
    put = [replace(week.put[0], author=f"U0ONE{i:04}") for i in range(60)]
    names = await desk._names(full(timeline=(replace(week, put=(*put, *week.put)),)))
    assert slack.asked.count("everybody") == 1
    assert not any(user.startswith("U0ONE") for user in slack.asked)
    assert names["U0ONE0007"] == "Person 7"
    assert names["U0REP0000"] == "Amina Yusuf"


def test_only_who_is_named_is_asked_for() -> None:
    """A page without words asks Slack for nobody's name."""
    assert named_on(empty()) == set()
    assert named_on(full(Level.PARTNERSHIP)) >= {"U0REP0000"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("https://waymark.town.example/", "https://waymark.town.example"),
        (" https://town.example/waymark ", "https://town.example/waymark"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://waymark.town.example", None),
        ("ftp://town.example", None),
        ("waymark.town.example", None),
        ("https://", None),
        ("https://town.example/?a=b", None),
        ("https://town.example/#a", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_address_is_one_that_keeps_a_link_safe(
    monkeypatch: pytest.MonkeyPatch, given: str, kept: str | None
) -> None:
    """Links go over TLS, save on the machine itself; what is no address is refused by its name."""
    monkeypatch.setenv("WAYMARK_BASE_URL", given)
    if kept is None:
        with pytest.raises(SettingsProblem, match="WAYMARK_BASE_URL"):
            load_settings()
    else:
        assert load_settings().base_url == kept
