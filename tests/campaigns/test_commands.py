"""`waymark campaign …` from the outside, against the sandbox: what it prints, and what it refuses."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.commands.campaign import campaign_commands
from bot.errors import WaymarkError
from sandbox.server import serve
from sandbox.workspace import Workspace
from tests.support.framework import WEEKS

Waymark = Callable[..., Awaitable[tuple[int, str, str]]]
FILE = """
name: "Spring [bold]"
pack: innovation-framework
start: {start}
zone: Europe/London
teams:
  - channel: {channel}
    name: Housing
    leaders: [U0LEADER]
"""


def invoke(arguments: list[str]) -> int:
    """Run one command as `bot.cli` does, and give its exit code."""
    try:
        campaign_commands()(arguments)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    except WaymarkError as problem:
        sys.stderr.write(problem.sentence + "\n")
        return 1
    return 0


@pytest.fixture
async def slack() -> AsyncIterator[tuple[Workspace, str]]:
    """A running sandbox with #housing, where the coach is, and #outside, where it is not."""
    workspace = Workspace()
    ana = workspace.add_user("ana", "Ana Jones")
    workspace.add_channel("housing", [ana.id], channel_id="C0HOUSING1")
    workspace.add_channel("outside", [ana.id], channel_id="C0OUTSIDE1", with_bot=False)
    async with serve(workspace) as address:
        yield workspace, address


@pytest.fixture
def waymark(
    migrated_sqlite_url: str,
    slack: tuple[Workspace, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Waymark:
    """Run a command beside the sandbox; gives the exit code, what it printed and what it complained about."""
    workspace, address = slack
    monkeypatch.setenv("DATABASE_URL", migrated_sqlite_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.app.bot_token)
    monkeypatch.setenv("SLACK_API_URL", f"{address}/api/")
    monkeypatch.setenv("WAYMARK_MASTER_KEY", "a key that is long enough for tests")
    monkeypatch.setenv("WAYMARK_DATA_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("COLUMNS", "200")

    async def run(*arguments: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(invoke, list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a campaign file that begins in two weeks, with changes."""

    def write(channel: str = "C0HOUSING1", **changes: str) -> Path:
        start = changes.pop("start", str((datetime.now(UTC) + timedelta(days=14)).date()))
        text = FILE.format(channel=channel, start=start)
        for old, new in changes.items():
            text = text.replace(f"{old}:", f"{new}:")
        path = tmp_path / "campaign.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


async def test_a_campaign_can_be_made_and_moved_from_the_command_line(
    waymark: Waymark, file: Callable[..., Path]
) -> None:
    """Create, list, show, skip, pause, resume and send now each do it, say so, and take names as they are."""
    code, said, _ = await waymark("create", str(file()))
    assert code == 0
    assert "“Spring [bold]” is set up. The first question goes out on Tuesday" in said
    assert "at 10:00 (Europe/London)" in said
    code, said, _ = await waymark("list")
    assert (code, "Spring [bold]" in said, "running" in said, f"1 of {WEEKS}" in said) == (0, True, True, True)
    _, before, _ = await waymark("show", "spring [bold]")
    assert "Next: question, Tue" in before
    assert "1 person in its teams" in before
    for command, words in (
        ("skip-week", "moved by a week"),
        ("pause", "Paused."),
        ("resume", "It is running."),
        ("send-now", "goes out within seconds"),
    ):
        code, said, complaint = await waymark(command, "Spring [bold]")
        assert (code, complaint) == (0, "")
        assert words in said
        assert said != before


async def test_a_running_campaign_is_edited(
    waymark: Waymark, file: Callable[..., Path], slack: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit says first what changes, asks, does it once, and tells what cannot be in the words of the file."""
    workspace, _ = slack
    await waymark("create", str(file()))
    path = file()
    path.write_text(path.read_text().replace("name: Housing", "name: Homes") + "rhythm: monday\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, said, _ = await waymark("edit", "Spring [bold]", str(path))
    assert (code, "Change it?" in said) == (1, True)
    assert "- Hours: question Tue 10:00 → Mon 10:00" in said
    assert "- Housing is called Homes." in said
    assert "Housing" in (await waymark("show", "Spring [bold]"))[1]
    code, said, _ = await waymark("edit", "Spring [bold]", str(path), "--yes")
    assert (code, said.splitlines()[-1]) == (0, "Changed.")
    assert "Homes" in (await waymark("show", "Spring [bold]"))[1]
    assert "is like that already" in (await waymark("edit", "Spring [bold]", str(path), "--yes"))[1]
    path.write_text(path.read_text().replace("C0HOUSING1", "C0OUTSIDE1"), encoding="utf-8")
    code, _, complaint = await waymark("edit", "Spring [bold]", str(path), "--yes")
    assert (code, complaint.startswith(f"{path}: teams: I am not in")) == (1, True)
    assert workspace.journal.calls("chat.postMessage") == []


async def test_a_shared_channel_is_confirmed(
    waymark: Waymark, file: Callable[..., Path], slack: tuple[Workspace, str]
) -> None:
    """A file with a channel that outsiders read is refused with the option that confirms it; a draft needs none."""
    workspace, _ = slack
    workspace.channels["C0HOUSING1"].is_ext_shared = True
    code, _, complaint = await waymark("create", str(file()))
    assert code != 0
    assert "People outside your organisation read #housing" in complaint
    assert "run this again with --shared" in complaint
    assert "There is no campaign yet" in (await waymark("list"))[1]
    code, said, _ = await waymark("create", str(file()), "--shared")
    assert (code, "is set up" in said) == (0, True)


async def test_a_draft_is_made_and_started(waymark: Waymark, file: Callable[..., Path]) -> None:
    """A draft asks nothing, says how it is started, and runs once it is resumed."""
    code, said, _ = await waymark("create", str(file()), "--draft")
    assert code == 0
    assert "is a draft. Start it with: waymark campaign resume" in said
    assert "once resumed" in said
    campaign_id = said.split("waymark campaign resume ")[1].split()[0]
    code, said, _ = await waymark("resume", campaign_id)
    assert (code, "(running)" in said) == (0, True)


async def test_an_empty_list_says_what_to_do(waymark: Waymark) -> None:
    """Before the first campaign, the list says how to make one."""
    code, said, _ = await waymark("list")
    assert code == 0
    assert "waymark campaign create FILE.yaml" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "Nothing"), "There is no campaign called “Nothing”"),
        (("pause", "Nothing"), "There is no campaign called “Nothing”"),
        (("resume", "Nothing"), "There is no campaign called “Nothing”"),
        (("skip-week", "Nothing"), "There is no campaign called “Nothing”"),
        (("send-now", "Nothing", "--team", "Housing"), "There is no campaign called “Nothing”"),
        (("create", "nowhere.yaml"), "nowhere.yaml: There is no such file."),
        (("create",), "Missing argument"),
        (("send-now", "Nothing", "--teams", "x"), "No such option"),
        (("dance",), "No such command"),
    ],
)
async def test_bad_input_ends_in_a_sentence(waymark: Waymark, arguments: tuple[str, ...], words: str) -> None:
    """Each command's wrong input gives one sentence on stderr, nothing on stdout, and a non-zero exit."""
    code, said, complaint = await waymark(*arguments)
    assert code != 0
    assert said == ""
    assert words in complaint


async def test_a_wrong_file_is_told_line_by_line(waymark: Waymark, file: Callable[..., Path]) -> None:
    """Whatever is wrong in a file is told with its key, what Slack knows included, and no campaign is made."""
    path = file(channel="C0OUTSIDE1", start="2020-01-01")
    code, said, complaint = await waymark("create", str(path))
    assert (code, said) == (1, "")
    assert complaint.splitlines() == [
        f"{path}: teams: I am not in Housing. Type /invite @Waymark in that channel, then try again.",
        f"{path}: start: 1 January 2020 is in the past. Choose today or a later day.",
    ]
    _, said, _ = await waymark("list")
    assert "There is no campaign yet" in said


async def test_slack_out_of_reach_is_told(
    waymark: Waymark, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong token, and a Slack that does not answer, are told in a sentence that names the settings."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    code, _, complaint = await waymark("create", str(file()))
    assert code == 1
    assert "SLACK_BOT_TOKEN" in complaint
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    code, _, complaint = await waymark("create", str(file()))
    assert code == 1
    assert "SLACK_API_URL" in complaint


async def test_an_old_database_is_refused(waymark: Waymark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a database that was never migrated, the sentence says which command to run first."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    code, _, complaint = await waymark("list")
    assert code == 1
    assert "waymark migrate" in complaint
