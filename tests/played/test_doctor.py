"""`waymark doctor` finds nothing wrong where nothing is, and names each thing that is, with its fix."""

from __future__ import annotations

import re

from tests.invitations.mailbox import PASSWORD, SENDER, mailbox
from tests.played.processes import Ended, by_socket, environment, waymark
from tests.played.stage import Stage


def wrong(ended: Ended) -> dict[str, str]:
    """What the doctor found wrong: the thing, and the line about it."""
    lines = [line for line in ended.out.splitlines() if "WRONG" in line]
    return {re.split(r"\s*│\s*", line)[2]: line for line in lines}


async def test_nothing_wrong(housing: Stage) -> None:
    """With a running campaign and everything in place, every line is well and the exit code is zero."""
    env = environment(housing.settings) | by_socket(housing.workspace)
    ended = await waymark(env, "doctor")
    assert (ended.code, wrong(ended), ended.err) == (0, {}, "")
    for line in ("Socket Mode", "it answers", "up to date", "accepted by", "none missing", "the coach is in it"):
        assert line in ended.out


async def test_whether_leaders_have_a_page(housing: Stage) -> None:
    """It says where leaders' pages are, or how to have some; without an address nothing is wrong."""
    env = environment(housing.settings) | by_socket(housing.workspace)
    without = await waymark(env, "doctor")
    assert (without.code, "WAYMARK_BASE_URL is not set" in without.out) == (0, True)
    assert "invitations come as files" in without.out
    having = await waymark({**env, "WAYMARK_BASE_URL": "https://waymark.town.example/"}, "doctor")
    assert "leaders' pages are at https://waymark.town.example/page" in having.out
    refused = await waymark({**env, "WAYMARK_BASE_URL": "http://waymark.town.example"}, "doctor")
    assert (refused.code != 0, "WAYMARK_BASE_URL" in refused.sentence) == (True, True)


async def test_a_mail_server(housing: Stage) -> None:
    """Without one nothing is wrong; one that lets us in is named; one that does not is, with where to look."""
    env = environment(housing.settings) | by_socket(housing.workspace)
    async with mailbox(signs_in=True) as box:
        mail = {
            "WAYMARK_SMTP_HOST": "127.0.0.1",
            "WAYMARK_SMTP_PORT": str(box.port),
            "WAYMARK_SMTP_SECURITY": "none",
            "WAYMARK_MAIL_FROM": SENDER,
            "WAYMARK_SMTP_USER": "waymark",
        }
        having = await waymark({**env, **mail, "WAYMARK_SMTP_PASSWORD": PASSWORD}, "doctor")
        assert (having.code, f"lets us in; invitations come from {SENDER}" in having.out) == (0, True)
        refused = await waymark({**env, **mail, "WAYMARK_SMTP_PASSWORD": "wrong"}, "doctor")
        assert (refused.code, list(wrong(refused))) == (1, ["mail"])
        assert "smtp_535" in wrong(refused)["mail"]
        assert box.mails == []
    gone = await waymark({**env, **mail}, "doctor")
    assert "smtp_unreachable" in wrong(gone)["mail"]
    nobody = await waymark({**env, **mail, "WAYMARK_MAIL_FROM": ""}, "doctor")
    assert (nobody.code != 0, "WAYMARK_MAIL_FROM" in nobody.sentence) == (True, True)


async def test_a_bad_token(housing: Stage) -> None:
    """A token that Slack refuses is named, with where to look, and the rest is looked at all the same."""
    ended = await waymark(environment(housing.settings, SLACK_BOT_TOKEN="xoxb-wrong"), "doctor")
    assert ended.code == 1
    assert list(wrong(ended)) == ["token"]
    assert "invalid_auth" in wrong(ended)["token"]
    assert "SLACK_BOT_TOKEN" in wrong(ended)["token"]
    assert "it answers" in ended.out


async def test_nobody_to_turn_to(housing: Stage) -> None:
    """An address that is missing, where people would ask or complain, is named with its variable."""
    ended = await waymark(environment(housing.settings, WAYMARK_COMPLAINTS=""), "doctor")
    assert (ended.code, list(wrong(ended))) == (1, ["privacy"])
    assert "WAYMARK_COMPLAINTS is not set." in wrong(ended)["privacy"]


async def test_a_missing_scope_and_a_channel_without_the_coach(housing: Stage) -> None:
    """A scope that is missing, a channel without the coach, and a refused app token are named with their fixes."""
    workspace = housing.workspace
    await housing.person("amina").hands.remove(housing.channel(), workspace.app.bot_user)
    workspace.app.scopes -= {"im:write"}
    ended = await waymark(environment(housing.settings, SLACK_APP_TOKEN="xapp-wrong"), "doctor")
    found = wrong(ended)
    assert set(found) == {"scopes", "channel of Housing repairs", "app token"}
    assert "im:write" in found["scopes"]
    assert "manifest.yaml" in found["scopes"]
    assert "/invite @Waymark" in found["channel of Housing repairs"]
    assert "connections:write" in found["app token"]
    assert ended.code == 1


async def test_a_database_that_was_not_migrated(housing: Stage, sqlite_url: str) -> None:
    """A database without the newest tables is named, with the command that mends it."""
    empty = sqlite_url.replace("waymark.sqlite3", "empty.sqlite3")
    ended = await waymark(environment(housing.settings, DATABASE_URL=empty), "doctor")
    assert ended.code == 1
    assert "waymark migrate" in wrong(ended)["migrations"]
    assert "the database has no tables yet" in wrong(ended)["migrations"]
    assert ended.err == ""


async def test_nothing_set(sqlite_url: str, empty: Stage) -> None:
    """With nothing set the doctor still ends in a list of what to set."""
    ended = await waymark({"PATH": environment(empty.settings)["PATH"], "DATABASE_URL": sqlite_url}, "doctor")
    assert ended.code == 1
    assert {"way in", "admins", "keys", "token"} <= set(wrong(ended))
    assert "Traceback" not in ended.err


async def test_live(housing: Stage) -> None:
    """In a scratch channel `doctor --live` posts, finds, changes and deletes one message, and leaves nothing behind."""
    workspace = housing.workspace
    scratch = workspace.add_channel("scratch", [])
    ended = await waymark(environment(housing.settings), "doctor", "--live", scratch.id)
    assert ended.code == 0, ended.out
    for line in ("live: post", "live: read the metadata back", "live: edit", "live: delete"):
        assert line in ended.out
    assert [call.data["args"]["channel"] for call in workspace.journal.calls("chat.delete", ok=True)] == [scratch.id]
    assert workspace.messages.everything(scratch.id) == []


async def test_live_where_the_coach_is_not(housing: Stage) -> None:
    """In a channel the coach is not in, `doctor --live` says so with the fix."""
    other = housing.workspace.add_channel("other", [], with_bot=False)
    ended = await waymark(environment(housing.settings), "doctor", "--live", other.id)
    assert ended.code == 1
    assert "not_in_channel" in wrong(ended)["live: post"]
    assert "/invite @Waymark" in wrong(ended)["live: post"]
