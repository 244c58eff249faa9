"""The command line from the outside: what it writes out, and one clear sentence for what is wrong."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from shutil import copytree

import pytest
from cryptography.fernet import Fernet

from bot.settings import ROOT
from tests.played.conftest import Setting
from tests.played.processes import environment, waymark
from tests.played.stage import HOUSING, NURSES, Stage
from tests.support.framework import WEEKS


async def test_an_export_holds_what_may_be_read(on_stage: Setting) -> None:
    """Both exports hold the course, the figures and the named words; no confidential word and no code."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys, gwen, martin = stage.people("amina", "ben", "carys", "gwen", "martin")
        await amina.replies("=We ask twice a year.", team="housing")
        await ben.answers_privately("The rota leaves no hour for it.", team="housing", now=2, needed=5)
        await carys.answers_privately("Zebra crossings, oddly.", team="housing", now=1, needed=5)
        await amina.rates(now=3, needed=4, team="housing")
        await gwen.answers_privately("Handovers eat the morning.", team="nurses", now=1, needed=5)
        await stage.until("digest")
        await martin.offers_talk("Housing repairs")
        async with stage.parts.core.database.reading() as work:
            codes = {row.person_code for row in await work.ratings.of_campaign(stage.campaign_id)}
        assert len(codes) == 4

        env = environment(stage.settings)
        as_json, as_csv = (
            await waymark(env, "export", "Better repairs"),
            await waymark(env, "export", stage.campaign_id[:8], "--format", "csv"),
        )
        for ended in (as_json, as_csv):
            assert (ended.code, ended.err) == (0, "")
            for hidden in ("rota", "Zebra", "Handovers", *codes):
                assert hidden not in ended.out
        data = json.loads(as_json.out)
        first = next(row for row in data["rounds"] if (row["team"], row["week"]) == ("Housing repairs", 1))
        assert first["figures"]["ratings"]["now"] == 2.0
        assert first["figures"]["named"][0]["text"] == "=We ask twice a year."
        assert [offer["team"] for offer in data["offers"]] == ["Housing repairs"]
        nurses = next(row for row in data["rounds"] if (row["team"], row["week"]) == ("Community nurses", 1))
        assert nurses["figures"]["ratings"] is None
        assert "people" not in nurses["figures"]
        assert data["privacy"] == {
            "notice": "https://town.example/privacy",
            "contact": "mailto:dpo@town.example",
            "complaints": "https://town.example/complain",
        }
        rows = list(csv.DictReader(io.StringIO(as_csv.out)))
        assert len(rows) == 2 * WEEKS
        assert {row["privacy_notice"] for row in rows} == {"https://town.example/privacy"}
        assert {(row["team"], row["now"]) for row in rows if row["week"] == "1"} == {
            ("Housing repairs", "2.0"),
            ("Community nurses", ""),
        }


async def test_a_campaign_that_is_shown(empty: Stage) -> None:
    """`campaign list` and `show` say what a missed week and a message that Slack refused look like."""
    await empty.campaign_starts(threshold=3)
    empty.workspace.faults.add("chat.postMessage", "error", times=2, error="restricted_action")
    await empty.until("open")
    env = environment(empty.settings)
    shown = await waymark(env, "campaign", "show", "better repairs")
    assert shown.code == 0, shown.err
    assert "Residents at the heart" in shown.out
    assert "Needs your eye: Housing repairs: prompt/open: failed (restricted_action)" in shown.out
    listed = await waymark(env, "campaign", "list")
    assert "Better repairs" in listed.out


PLAN = """
name: Better repairs
pack: innovation-framework
start: 2027-01-12
zone: Europe/London
teams:
  - {channel: C0ELSEWHERE, name: Housing, leaders: [U0LEADER]}
"""
FILES = {
    "broken.yaml": ("name: [", "broken.yaml"),
    "odd.yaml": (PLAN + "colour: red\n", "colour"),
    "list.yaml": ("- name: Better\n", "list.yaml"),
    "pack.yaml": (PLAN.replace("innovation-framework", "no-such-pack"), "no-such-pack"),
    "low.yaml": (PLAN + "threshold: 2\n", "never below 3"),
    "channel.yaml": (PLAN, "/invite @Waymark"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_wrong_campaign_file(empty: Stage, tmp_path: Path, name: str) -> None:
    """A campaign file with something wrong in it is refused with its name and what to do; nothing is created."""
    text, words = FILES[name]
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    ended = await waymark(environment(empty.settings), "campaign", "create", str(file))
    assert ended.code == 1
    assert words in ended.err
    assert name in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) <= 3
    assert await empty.parts.campaigns.list() == ()


ON_POSTGRESQL = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
COMMANDS = [
    (("campaign", "create", "no-such-file.yaml"), {}, "no-such-file.yaml"),
    (("campaign", "show", "Nothing"), {}, "There is no campaign called “Nothing”"),
    (("campaign", "skip-week", "Nothing"), {}, "There is no campaign called “Nothing”"),
    (("export", "Nothing"), {}, "There is no campaign called “Nothing”"),
    (("campaign", "list"), {"DATABASE_URL": "sqlite:///nowhere/at/all.sqlite3"}, "waymark migrate"),
    (("campaign", "list"), {"DATABASE_URL": "oracle://nobody"}, "DATABASE_URL"),
    (("campaign", "list"), {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "cannot be reached"),
    (("run",), {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
    (("run",), {"SLACK_SIGNING_SECRET": ""}, "SLACK_APP_TOKEN"),
    (("run",), {"WAYMARK_CONTACT": ""}, "WAYMARK_CONTACT is not set. Set it to the address where people ask"),
    (
        ("run",),
        {"WAYMARK_COMPLAINTS": ""},
        "WAYMARK_COMPLAINTS is not set. Set it to the address where",
    ),
    (("run",), {"WAYMARK_PRIVACY_NOTICE": ""}, "WAYMARK_PRIVACY_NOTICE is not set. Set it to the address where"),
    (("web",), {**ON_POSTGRESQL, "WAYMARK_CONTACT": ""}, "WAYMARK_CONTACT is not set."),
    (("worker",), {**ON_POSTGRESQL, "WAYMARK_PRIVACY_NOTICE": ""}, "WAYMARK_PRIVACY_NOTICE is not set."),
    (("run",), {"WAYMARK_CONTACT": "ask Ann"}, "WAYMARK_CONTACT: Value error, must be a web address"),
    (("run",), {"SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/"}, "Slack does not answer"),
    (("run",), {"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refuses the app token"),
    (("run",), {"WAYMARK_DATA_KEYS": "short"}, "WAYMARK_DATA_KEYS"),
    (("run",), {"PORT": "many"}, "PORT"),
    (("web",), {}, "needs PostgreSQL"),
    (("worker",), {}, "waymark run"),
    (("migrate", "--production"), {}, "needs PostgreSQL"),
    (("demo", "--weeks", "9"), {}, f"--weeks must be a whole number from 1 to {WEEKS}"),
]


@pytest.mark.parametrize(("arguments", "changed", "words"), COMMANDS, ids=[words for *_, words in COMMANDS])
async def test_one_clear_sentence(
    empty: Stage, arguments: tuple[str, ...], changed: dict[str, str], words: str
) -> None:
    """What is wrong with a command or its settings is said in one sentence, with a non-zero exit."""
    ended = await waymark(environment(empty.settings, **changed), *arguments)
    assert ended.code == 1
    assert words in ended.sentence


async def test_health_says_what_to_do(empty: Stage) -> None:
    """Without a process that keeps the weeks, or without a database, health says what to do, and exits with 1."""
    alone = await waymark(environment(empty.settings), "health")
    assert (alone.code, alone.err) == (1, "")
    assert "FAILING" in alone.out
    assert "Start `waymark worker`" in alone.out
    away = await waymark(environment(empty.settings, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none"), "health")
    assert (away.code, away.err) == (1, "")
    assert "cannot be reached" in away.out


@pytest.mark.parametrize("arguments", [("campaign", "list", "--all"), ("export",), ("nonsense",)], ids=" ".join)
async def test_flags_that_are_not_there(empty: Stage, arguments: tuple[str, ...]) -> None:
    """A flag, an argument or a command that is not there is named in one sentence, with a non-zero exit."""
    ended = await waymark(environment(empty.settings), *arguments)
    assert ended.code == 2
    assert any(word in ended.sentence for word in ("--all", "campaign", "nonsense"))


async def test_a_malformed_pack(empty: Stage, tmp_path: Path) -> None:
    """A pack with something wrong in it is named with its file and key, and the bot does not start with it."""
    content = tmp_path / "content"
    copytree(ROOT / "content", content)
    pack = content / "packs" / "first-steps" / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("key: first-steps", "kee: first-steps"), encoding="utf-8")
    env = environment(empty.settings, WAYMARK_CONTENT=str(content))
    checked = await waymark(env, "content", "check")
    assert checked.code == 1
    assert "first-steps/pack.yaml" in checked.out
    assert "kee" in checked.out
    started = await waymark({**env, "SLACK_APP_TOKEN": empty.workspace.app.app_token}, "run")
    assert started.code == 1
    assert "pack.yaml" in started.err
    assert "Traceback" not in started.err


async def test_keys_are_checked_and_changed_while_the_coach_runs(housing: Stage) -> None:
    """With a new key in front the coach goes on; what it wrote is sealed anew, and the old key may go."""
    amina, ben = housing.people("amina", "ben")
    await amina.answers_privately("The rota leaves no hour for it.")
    env = environment(housing.settings)
    old = env["WAYMARK_DATA_KEYS"]
    new = Fernet.generate_key().decode()
    both = {**env, "WAYMARK_DATA_KEYS": f"{new},{old}"}
    checked = await waymark(both, "keys", "check")
    assert (checked.code, checked.err) == (0, "")
    assert "Keep it, or run `waymark keys rotate` first." in checked.out
    rotating = asyncio.create_task(waymark(both, "keys", "rotate"))
    await ben.answers_privately("It leaves half an hour.")  # by a coach that has the old key alone
    rotated = await rotating
    assert (rotated.code, rotated.err) == (0, "")
    assert (await waymark(both, "keys", "rotate")).code == 0
    checked = await waymark(both, "keys", "check")
    assert "It may go." in checked.out
    assert (await waymark({**env, "WAYMARK_DATA_KEYS": new}, "keys", "check")).code == 0
    lost = await waymark({**env, "WAYMARK_DATA_KEYS": old}, "keys", "check")
    assert (lost.code, "Put back the key" in lost.out) == (1, True)


async def test_links_are_destroyed_only_when_a_campaign_is_over_and_after_a_word(housing: Stage) -> None:
    """While it runs the command says why not; later it says what is lost, asks, and does it once."""
    (amina,) = housing.people("amina")
    await amina.answers_privately("The rota leaves no hour for it.")
    env = environment(housing.settings)
    refused = await waymark(env, "campaign", "forget-links", "Better repairs", "--yes")
    assert (refused.code, "is not finished" in refused.err) == (1, True)
    async with housing.parts.core.database.unit_of_work() as work:
        (await work.campaigns.all())[0].state = "finished"
        await work.commit()
    done = await waymark(env, "campaign", "forget-links", "Better repairs", "--yes")
    assert (done.code, done.err) == (0, "")
    assert "can no longer see, change, take out or delete them" in done.out
    await amina.taps(amina.receipt(), "delete_answer")
    assert len(await housing.answers()) == 1
    again = await waymark(env, "campaign", "forget-links", "Better repairs", "--yes")
    assert (again.code, "destroyed already" in again.err) == (1, True)
