"""`waymark demo` from the outside, as a program: what it prints, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli import build
from bot.errors import AskAgain
from bot.storage.file_lock import FileLock
from demo.live import free_database
from demo.words import AREAS
from tests.support.framework import WEEKS

PROGRAM = Path(sys.executable).with_name("waymark")
PATIENCE = 240
pytestmark = pytest.mark.timeout(600)


async def started(folder: Path, *arguments: str) -> Process:
    """Start `waymark demo` in a folder of its own."""
    environment = {"PATH": os.environ["PATH"]}
    return await asyncio.create_subprocess_exec(
        PROGRAM, "demo", *arguments, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )


async def ended(folder: Path, *arguments: str) -> tuple[int | None, str, str]:
    """Run `waymark demo` to its end: the exit code, what it printed, what it complained about."""
    process = await started(folder, *arguments)
    async with asyncio.timeout(PATIENCE):
        out, complaint = await process.communicate()
    return process.returncode, out.decode(), complaint.decode()


async def test_a_played_week_is_one_json_object(tmp_path: Path) -> None:
    """Standard output holds exactly one JSON object with what the week came to, and nothing was lost or doubled."""
    code, out, _ = await ended(tmp_path, "--autoplay", "--weeks", "1", "--json")
    report = json.loads(out)
    assert code == 0
    assert list(report) == ["areas", "rounds", "digests", "lost", "duplicated", "differences"]
    assert report["areas"] == list(AREAS[:1])
    assert len(report["rounds"]) == 4
    assert {digest["week"] for digest in report["digests"]} == {1}
    assert (report["lost"], report["duplicated"]) == (0, 0)
    assert not list(tmp_path.iterdir())  # autoplay leaves nothing behind


async def test_a_wrong_option_is_told_in_one_sentence(tmp_path: Path) -> None:
    """A value that does not fit ends in one sentence that names the option, a non-zero exit, and nothing else."""
    said = f"--weeks must be a whole number from 1 to {WEEKS}, not “{WEEKS + 1}”.\n"
    assert await ended(tmp_path, "--weeks", str(WEEKS + 1)) == (1, "", said)
    assert not list(tmp_path.iterdir())


WRONG = [("--weeks", "0"), ("--weeks", "two"), ("--weeks", "-1"), ("--port", "65536"), ("--port", "http")]
WRONG += [("--seed", "1.5"), ("--seed", "-3")]


@pytest.mark.parametrize(("option", "value"), WRONG)
def test_options_have_bounds(option: str, value: str) -> None:
    """Each option refuses what is no number of its own, whichever way the demo is played."""
    for form in ([], ["--autoplay"], ["--json"]):
        refused = CliRunner().invoke(build(), ["demo", *form, option, value])
        assert isinstance(refused.exception, AskAgain)
        assert refused.exception.sentence.startswith(f"{option} must be a whole number from")


async def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    """When the port is taken the demo says so, and touches no earlier database."""
    earlier = tmp_path / "var/demo.sqlite3"
    earlier.parent.mkdir()
    earlier.write_text("an earlier demo")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, complaint = await ended(tmp_path, "--port", str(port))
    assert (code, out) == (1, "")
    assert complaint.startswith(f"Port {port} is taken by another program.")
    assert complaint.count("\n") == 1
    assert earlier.read_text() == "an earlier demo"


async def test_a_running_demo_s_database_is_left_alone(tmp_path: Path) -> None:
    """A second demo says that one runs already, takes nothing away from it, and starts with a database of its own."""
    earlier = tmp_path / "var/demo.sqlite3"
    lock = FileLock(earlier)
    lock.claim()
    earlier.write_text("a running demo")
    async with a_demo(tmp_path, lines=7) as (_, address, lines), httpx.AsyncClient(base_url=address) as browser:
        assert lines[0] == "Another demo is running on var/demo.sqlite3. This one leaves it alone.\n"
        assert lines[1].startswith("Starting with an empty database, var/demo-2.sqlite3;")
        assert (await browser.get("/story/state")).json()["ready"] is True
    lock.release()
    assert earlier.read_text() == "a running demo"


def test_too_many_demos_are_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When every database of the folder is taken, one sentence says so, and that one of them must stop."""
    monkeypatch.chdir(tmp_path)
    locks = [FileLock(Path(f"var/demo{number}.sqlite3")) for number in ("", *(f"-{n}" for n in range(2, 10)))]
    for lock in locks[:-1]:
        lock.claim()
    assert free_database() == locks[-1].path
    locks[-1].claim()
    with pytest.raises(AskAgain) as refused:
        free_database()
    assert refused.value.sentence == "9 demos are running already in var. Stop one of them first, with Ctrl-C."
    for lock in locks:
        lock.release()


@asynccontextmanager
async def a_demo(folder: Path, lines: int = 6) -> AsyncIterator[tuple[Process, str, list[str]]]:
    """A demo that is ready: its process, its address, and the `lines` lines it has printed so far."""
    process = await started(folder, "--port", "0")
    assert process.stdout is not None
    printed: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            while len(printed) < lines:
                printed.append((await process.stdout.readline()).decode())
        address = re.search(r"http://127\.0\.0\.1:\d+", "".join(printed))
        assert address is not None
        yield process, address[0], printed
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_the_demo_opens_with_a_question_and_ends_in_good_order(tmp_path: Path) -> None:
    """A visitor plays and starts afresh, the address is told once, and Ctrl-C ends it with 0 while a page is open."""
    earlier = tmp_path / "var/demo.sqlite3"
    earlier.parent.mkdir()
    earlier.write_text("an earlier demo")
    async with a_demo(tmp_path) as (process, address, lines), httpx.AsyncClient(base_url=address) as browser:
        assert lines[0] == "Starting with an empty database, var/demo.sqlite3; an earlier demo's is removed.\n"
        assert [line[:5] for line in lines[3:]] == ["  1. ", "  2. ", "  3. "]
        page = await browser.get("/as/UHOUS00004/in/CHOUSING01")
        assert "Do we put residents first when we try something new?" in page.text
        moved = await browser.post("/story/next", headers={"origin": address}, timeout=PATIENCE)
        assert moved.json()["said"].startswith("Teams heard what was said so far, reminders went out.")
        run = (await browser.get("/story/state")).json()["run"]
        await browser.post("/story/reset", headers={"origin": address})
        await begun_again(browser, run)
        async with browser.stream("GET", "/as/UHOUS00004/live") as live:
            await anext(live.aiter_lines())
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(PATIENCE):
                out, complaint = await process.communicate()
    assert process.returncode == 0
    assert out.decode() == "The demo has ended.\n"
    assert "Traceback" not in complaint.decode()


async def begun_again(browser: httpx.AsyncClient, run: str) -> None:
    """Wait until another run of the story than this one is ready."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(httpx.TransportError):
                state = (await browser.get("/story/state")).json()
                if state["run"] != run and state["ready"]:
                    return
            await asyncio.sleep(0.1)


REPORT: dict[str, Any] = {
    "areas": ["residents"],
    "rounds": [
        {
            "team": team,
            "week": 1,
            "area": "residents",
            "prompt": "1.1",
            "answers": {"named": 3, "confidential": 2},
            "reactions": 4,
            "nudges": 1,
        }
        for team in ("Housing", "Nurses")
    ],
    "digests": [{"leader": "Martin Hale", "week": 1, "withheld": True}],
    "lost": 0,
    "duplicated": 0,
    "differences": {"lost": [], "duplicated": []},
}


def comes_to(monkeypatch: pytest.MonkeyPatch, report: dict[str, Any]) -> None:
    """Have autoplay come to this report at once."""

    async def autoplay(weeks: int, seed: int) -> dict[str, Any]:
        return report

    monkeypatch.setattr("demo.autoplay.autoplay", autoplay)


def test_autoplay_without_json_is_a_table_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary adds up the teams of a week, and says in words what became of the digests."""
    comes_to(monkeypatch, REPORT)
    result = CliRunner().invoke(build(), ["demo", "--autoplay"], env={"COLUMNS": "120"})
    assert result.exit_code == 0
    row = next(line for line in result.output.splitlines() if "Residents" in line)
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == ["1", "Residents at the heart", "2", "6", "4", "8", "2"]
    assert "Digests to leaders: 1; withheld because too few people answered: 1." in result.output
    assert "Lost: 0. Duplicated: 0." in result.output


@pytest.mark.parametrize("kind", ["lost", "duplicated"])
@pytest.mark.parametrize("form", ["--autoplay", "--json"])
def test_a_difference_ends_in_an_error(monkeypatch: pytest.MonkeyPatch, kind: str, form: str) -> None:
    """Something lost or doubled is named in what is printed, and the exit is not zero."""
    lines = {"lost": [], "duplicated": [], kind: ["week 1 answer: [bold] words"]}
    comes_to(monkeypatch, {**REPORT, kind: 1, "differences": lines})
    result = CliRunner().invoke(build(), ["demo", form])
    assert result.exit_code == 1
    assert "week 1 answer: [bold] words" in result.output
