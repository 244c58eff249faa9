"""The demo in a browser's hands: its address stays when the story starts afresh, and everything else is new."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from demo.cast import Cast
from demo.live import live
from demo.world import World

CHANNEL, AMINA = "CHOUSING01", "UHOUS00001"


async def test_the_story_starts_afresh_at_the_same_address(one_team: Cast, tmp_path: Path) -> None:
    """After a reset the same address shows the first question again, with another run, and nothing of what was."""
    tellings: asyncio.Queue[World] = asyncio.Queue()
    leave = asyncio.Event()
    database = tmp_path / "demo.sqlite3"
    telling = asyncio.create_task(
        live(0, 1, ready=tellings.put_nowait, until=leave.wait, database=database, cast=one_team)
    )
    async with asyncio.timeout(60):
        first = await tellings.get()
        headers = {"origin": first.base_url}
        async with httpx.AsyncClient(base_url=first.base_url, headers=headers) as browser:
            run = (await browser.get("/story/state")).json()["run"]
            fields = {"channel": CHANNEL, "text": "Words that will go"}
            await browser.post(f"/as/{AMINA}/act/write", data=fields)
            await browser.post("/story/play", data={"pace": "watch"})
            assert (await browser.post("/story/reset")).status_code == 202
        second = await tellings.get()
        assert second.base_url == first.base_url
        async with httpx.AsyncClient(base_url=second.base_url, cookies={"acting": AMINA}) as browser:
            state = (await browser.get("/story/state")).json()
            welcome = (await browser.get("/")).text
            page = (await browser.get(f"/as/{AMINA}/in/{CHANNEL}")).text
        leave.set()
        await telling
    assert state["ready"] is True
    assert state["run"] != run
    assert "Words that will go" not in page
    assert "Do we put residents first" in page
    assert "You are Amina Yusuf" in welcome
