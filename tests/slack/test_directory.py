"""Who is in a channel, as Slack tells it: people only, all pages, remembered for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.clock import WireClock
from bot.errors import NotFound, TryLater
from bot.insight.redaction import redact
from bot.slack.client import slack_client
from bot.slack.directory import MEMBERS_LIFE, NAMES_LIFE, PROFILE_LIFE, SlackDirectory, _names, _seen
from sandbox.pace import Pace
from sandbox.server import serve
from sandbox.workspace import Workspace


@dataclass
class ManualClock(WireClock):
    """A wire clock that a test moves."""

    at: float = field(default=0.0)

    def monotonic(self) -> float:
        return self.at


@dataclass
class Town:
    """A directory and the workspace it reads."""

    workspace: Workspace
    directory: SlackDirectory
    clock: ManualClock

    def calls(self, method: str) -> int:
        """Count the requests that reached Slack."""
        return len(self.workspace.journal.calls(method))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A workspace with a directory over the product's own client."""
    workspace, clock = Workspace(pace=Pace(scale=1000)), ManualClock()
    async with (
        serve(workspace) as base_url,
        slack_client(workspace.app.bot_token, f"{base_url}/api/") as client,
    ):
        yield Town(workspace, SlackDirectory(client, clock), clock)


async def test_only_people_are_members(town: Town) -> None:
    """Bots and closed accounts are in the channel, and not in the list."""
    ana, gone = town.workspace.add_user("ana"), town.workspace.add_user("gone")
    robot = town.workspace.add_user("robot", is_bot=True)
    gone.deleted = True
    team = town.workspace.add_channel("team", [ana.id, gone.id, robot.id])
    assert await town.directory.members(town.workspace.team_id, team.id) == (ana.id,)


async def test_a_person_has_the_name_that_mentions_show(town: Town) -> None:
    """Asked for one by one or in the list, a person is called what the client calls them, and never by their handle."""
    ana = town.workspace.add_user("ana.silva", "Ana Silva")
    assert await town.directory.name_of(ana.id) == "Ana Silva"
    assert (await town.directory.everybody())[ana.id] == ("Ana Silva", "ana.silva")
    call = _names({"name": "ana.silva", "real_name": "Ana Silva", "profile": {"display_name": "Ana", "real_name": ""}})
    assert call == ("Ana", "Ana Silva", "ana.silva")


async def test_all_pages_of_a_large_channel_are_read(town: Town) -> None:
    """A channel with more people than one page shows has all of them, each once."""
    people = [town.workspace.add_user(f"person{number}").id for number in range(230)]
    team = town.workspace.add_channel("team", people)
    assert await town.directory.members(town.workspace.team_id, team.id) == tuple(sorted(people))
    assert town.calls("conversations.members") == 2


async def test_what_slack_said_is_remembered_until_it_expires(town: Town) -> None:
    """A second question within a minute asks nobody; later the members are read again, the people not yet."""
    ana, ben = town.workspace.add_user("ana"), town.workspace.add_user("ben")
    team = town.workspace.add_channel("team", [ana.id])
    await town.directory.members("T1", team.id)
    team.members.append(ben.id)
    assert await town.directory.members("T1", team.id) == (ana.id,)
    town.clock.at = MEMBERS_LIFE + 1
    assert await town.directory.members("T1", team.id) == tuple(sorted([ana.id, ben.id]))
    assert town.calls("users.info") == 3  # Ana, the bot, Ben
    town.clock.at = PROFILE_LIFE + 1
    await town.directory.members("T1", team.id)
    assert town.calls("users.info") == 5  # Ana and the bot again; Ben is still remembered


async def test_the_coach_knows_whether_it_is_in_a_channel(town: Town) -> None:
    """It is a member of one channel, not of the other, and of one that it cannot see it does not even know the name."""
    ana = town.workspace.add_user("ana")
    inside = town.workspace.add_channel("inside", [ana.id])
    outside = town.workspace.add_channel("outside", [ana.id], with_bot=False)
    secret = town.workspace.add_channel("secret", [ana.id], with_bot=False, private=True)
    seen = [await town.directory.look(place.id) for place in (inside, outside, secret)]
    assert [channel.is_member for channel in seen] == [True, False, False]
    assert [channel.name for channel in seen] == ["inside", "outside", ""]
    assert seen[2].called == f"a private channel ({secret.id})"


async def test_an_invitation_shows_at_once(town: Town) -> None:
    """A channel that the coach was not in is looked at again each time; one that it is in is remembered."""
    ana = town.workspace.add_user("ana")
    place = town.workspace.add_channel("late", [ana.id], with_bot=False)
    assert not (await town.directory.look(place.id)).is_member
    await town.workspace.person(ana.id).invite(place.id, town.workspace.app.bot_user)
    assert (await town.directory.look(place.id)).is_member
    assert (await town.directory.look(place.id)).is_member
    assert town.calls("conversations.info") == 2


async def test_channels_shared_outside_are_known(town: Town) -> None:
    """A channel that another organisation reads too is marked as shared."""
    ana = town.workspace.add_user("ana")
    ours = town.workspace.add_channel("ours", [ana.id])
    theirs_too = town.workspace.add_channel("theirs-too", [ana.id], is_ext_shared=True)
    assert [(await town.directory.look(place.id)).shared for place in (ours, theirs_too)] == [False, True]


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ({"is_shared": True, "is_org_shared": True}, False),
        ({"is_shared": True, "is_org_shared": True, "is_ext_shared": True}, True),
        ({"is_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({}, False),
    ],
)
def test_a_sister_workspace_is_not_outside(said: dict[str, bool], shared: bool) -> None:
    """Sharing inside one organisation is not sharing outside, and an open invitation to outsiders is."""
    assert _seen("C1", {"name": "team", **said}).shared is shared


async def test_people_have_names_and_zones(town: Town) -> None:
    """A person is called what Slack shows for them, and lives where their profile says."""
    ana = town.workspace.add_user("ana", "Ana Jones", tz="Europe/Berlin")
    assert await town.directory.name_of(ana.id) == "Ana Jones"
    assert await town.directory.zone_of(ana.id) == "Europe/Berlin"


async def test_a_passing_failure_asks_to_try_later(town: Town) -> None:
    """When Slack does not answer, whoever asked goes on with what was stored."""
    team = town.workspace.add_channel("team", [])
    town.workspace.faults.add("conversations.members", "429")
    with pytest.raises(TryLater):
        await town.directory.members("T1", team.id)
    town.workspace.faults.add("conversations.members", "500")
    with pytest.raises(TryLater):
        await town.directory.members("T1", team.id)


async def test_what_slack_hides_is_not_found(town: Town) -> None:
    """An unknown person or channel is not here, and the sentence says what helps."""
    with pytest.raises(NotFound):
        await town.directory.name_of("U404")
    assert not (await town.directory.look("C404")).is_member


async def test_everybodys_names_are_known_however_they_are_shown(town: Town) -> None:
    """Real, display and user names, of leavers too; no bot's; so a quote says [name] for each of them."""
    town.workspace.add_user("priya.n", "Priya Nair")
    town.workspace.add_user("gone", "Gwendoline Leaver").deleted = True
    town.workspace.add_user("robot", "Robotina Machine", is_bot=True)
    names = await town.directory.names()
    assert redact("Priya, nair, priya.n, Gwendoline and Robotina", names).text == (
        "[name], [name], [name], [name] and Robotina"
    )


async def test_a_partners_people_are_known_by_being_in_a_team(town: Town) -> None:
    """Somebody of another organisation, in a shared channel, is asked for by id; one that Slack hides stops nothing."""
    partner = town.workspace.add_user("partner", "Xylia Quenby", team_id="T0PARTNER01")
    names = await town.directory.names([partner.id, "U0NOBODY01"])
    assert redact("Ask Xylia Quenby.", names).text == "Ask [name]."


async def test_names_are_asked_for_once_an_hour(town: Town) -> None:
    """Every page of a large workspace is read, once; after an hour a newcomer is known too."""
    for number in range(1_100):
        town.workspace.add_user(f"person{number}")
    await town.directory.names()
    await town.directory.names()
    assert town.calls("users.list") == 2
    town.workspace.add_user("new", "Zebedee Newcomer")
    assert "[name]" not in redact("Zebedee", await town.directory.names()).text
    town.clock.at = NAMES_LIFE + 1
    assert redact("Zebedee", await town.directory.names()).text == "[name]"


async def test_whoever_stops_waiting_does_not_stop_the_reading(town: Town) -> None:
    """A preview waits a second at most; the names that it did not wait for are there for the next one."""
    town.workspace.add_user("zebedee", "Zebedee Quick")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await town.directory.names()
    assert redact("Zebedee", await town.directory.names()).text == "[name]"
    assert town.calls("users.list") == 1
