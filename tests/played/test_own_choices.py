"""Own data in Slack, played on both roads: the download, leaving and coming back, a name off, an objection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox.records import Message, View
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.processes import Environment, environment, waymark
from tests.played.reading import actions_of, said
from tests.played.roads import ROADS
from tests.played.stage import Stage


async def data(player: Player) -> View:
    """Open one's own data by the command."""
    return await player.commands_form("my-data")


async def file_came(stage: Stage, player: Player) -> list[Message]:
    """Have files sent that are due; the messages with files that the person has."""
    await stage.parts.files.send_due()
    await stage.settles()
    return [message for message in player.hands.inbox() if message.files]


def content(stage: Stage, message: Message, name: str) -> str:
    """What stands in a file of a message."""
    files = [stage.workspace.files[file] for file in message.files]
    (wanted,) = [file for file in files if file.name.endswith(name)]
    assert wanted.content is not None
    return wanted.content.decode()


@pytest.mark.parametrize("road", sorted(ROADS))
async def test_a_download_comes_to_its_owner_alone(on_stage: Setting, road: str) -> None:
    """Both files come in one message to the person's own DM, with what they said and nothing of others."""
    async with on_stage(road=road) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben = stage.people("amina", "ben")
        await amina.answers_privately("The rota <leaves> no hour & no van.", now=2)
        await ben.answers_privately("Ben's own secret.")
        view = await data(amina)
        after = await amina.taps_in(view, "download_my_data")
        assert "on their way" in said(after)
        (message,) = await file_came(stage, amina)
        assert await file_came(stage, amina) == [message]
        assert await file_came(stage, ben) == []
        known = json.loads(content(stage, message, ".json"))
        assert [one["text"] for one in known["answers"]] == ["The rota <leaves> no hour & no van."]
        readable = content(stage, message, ".txt")
        assert "> The rota <leaves> no hour & no van." in readable
        assert "Ben" not in readable + json.dumps(known)


async def test_leave_and_come_back_in_slack(housing: Stage) -> None:
    """Who leaves by the button is not asked by the form any more, is told so, and is asked again once back."""
    (amina,) = housing.people("amina")
    view = await data(amina)
    left = await amina.taps_in(view, "leave_campaign")
    assert "You have left" in said(left)
    await amina.leaves()
    await amina.taps(housing.prompt(), "answer_privately")
    assert "You left this campaign" in amina.told_here()
    view = await data(amina)
    assert "rejoin_campaign" in actions_of(view)
    assert "You are back" in said(await amina.taps_in(view, "rejoin_campaign"))
    await amina.leaves()
    await amina.answers_privately("Here again.")
    assert [answer.text for answer in await housing.answers()] == ["Here again."]


async def test_a_name_comes_off_in_slack(housing: Stage) -> None:
    """One tap takes the posted copy away; a forged tap of a colleague on the same answer changes nothing."""
    amina, ben = housing.people("amina", "ben")
    await amina.answers_privately("Ride along with the van.", mode="named")
    (answer,) = await housing.answers()
    await ben.forges(housing.prompt(), "take_name_off", answer.id)
    assert [one.author for one in await housing.answers()] == [amina.id]
    view = await data(amina)
    assert "Your name is off" in said(await amina.taps_in(view, "take_name_off"))
    assert all("Ride along" not in said(message) for message in housing.thread())
    assert [(one.author, one.mode) for one in await housing.answers()] == [(None, "confidential")]


async def test_an_objection_in_slack(housing: Stage) -> None:
    """The person reads by when they get an answer, and afterwards sees the act under who used a right."""
    (amina,) = housing.people("amina")
    told = said(await amina.taps_in(await data(amina), "object_to_use"))
    assert "Your objection is noted" in told
    assert "you objected to the use of personal data" in told


async def test_an_access_request_goes_to_the_privacy_officer_alone(on_stage: Setting) -> None:
    """The officer's command brings the files to their own DM, and the person reads who asked; others are refused."""
    async with on_stage() as stage:
        amina, officer, martin, grace = stage.people("amina", "efa", "martin", "grace")
        await stage.bot_stops()
        stage.settings = stage.settings.model_copy(update={"privacy_officers": frozenset({officer.id})})
        await stage.bot_starts()
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        await amina.answers_privately("The rota leaves no hour for it.")
        for other in (martin, amina, grace):
            assert "Only a privacy officer" in await other.commands(f"access-request {amina.id} because")
        assert "looks like U012AB3CD" in await officer.commands("access-request amina")
        assert "on their way" in await officer.commands(f"access-request {amina.id} case 7")
        (message,) = await file_came(stage, officer)
        assert "The rota leaves no hour" in content(stage, message, ".txt")
        assert [await file_came(stage, other) for other in (amina, martin)] == [[], []]
        assert f"{officer.mention} (privacy officer) took out all" in said(await data(amina))


async def test_the_command_line_answers_requests(on_stage: Setting, tmp_path: Path) -> None:
    """Both files of an access request, a search and the public export are written, and nothing is written over."""
    async with on_stage() as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys = stage.people("amina", "ben", "carys")
        await amina.answers_privately("I told Siân twice.", now=2, needed=4)
        await ben.answers_privately("=By name.", mode="named", now=2, needed=4)
        await carys.answers_privately("In confidence.", now=2, needed=4)
        await stage.until("digest")
        env = environment(stage.settings)
        person = ("subject-access", "--user", amina.id, "--out", str(tmp_path / "access"), "--reason", "case 7")
        first, again = await waymark(env, *person), await waymark(env, *person)
        assert (first.code, again.code) == (0, 1)
        assert "is there already" in again.err
        written = tmp_path / "access" / f"waymark-{amina.id}.json"
        assert [one["text"] for one in json.loads(written.read_text())["answers"]] == ["I told Siân twice."]
        assert written.stat().st_mode & 0o077 == 0
        assert "I told Siân twice." in written.with_suffix(".txt").read_text()
        found = await waymark(env, "search-texts", "sian", "--about", carys.id)
        assert "Better repairs, week 1" in found.out
        assert "    I told Siân twice." in found.out
        assert amina.id not in found.out
        strange = await waymark(env, "subject-access", "--user", "amina", "--out", str(tmp_path / "no"))
        assert (strange.code, (tmp_path / "no").exists()) == (1, False)
        await published(env, tmp_path / "foi")
        page = said(await data(amina))
        assert "somebody on the server that runs me took out all" in page
        assert "took out what may be published of a campaign, for “Better repairs”" in page
        assert "searched what people wrote" in said(await data(carys))


async def published(env: Environment, folder: Path) -> None:
    """The public export has its three files, no confidential word, and no formula."""
    public = await waymark(env, "export", "Better repairs", "--foi", str(folder))
    assert public.code == 0, public.err
    files = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(files) == ["about.txt", "figures.csv", "words.csv"]
    assert "'=By name." in files["words.csv"]
    assert "Siân" not in str(files)
    assert "WHAT IS WITHHELD" in files["about.txt"]
