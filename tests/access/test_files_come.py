"""In the town of the demo, people get the files that they ask for while the story's clock stands still."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.access.town import town


async def test_who_asks_for_their_data_gets_it(tmp_path: Path) -> None:
    """Two files, one to read and one for a program, come to the person's own messages by themselves."""
    async with town(tmp_path) as place:
        user, slack = place.people["author"], place.stage.workspace
        await place.does(user, place.tap("download_my_data", "x"))
        async with asyncio.timeout(30):
            while not any(file.shared for file in slack.files.values()):
                await asyncio.sleep(0.1)
        files = list(slack.files.values())
        assert sorted(file.name for file in files) == ["my-waymark-data.json", "my-waymark-data.txt"]
        assert {channel for file in files for channel, _ in file.shared} == {slack.direct(user, slack.app.bot_user).id}
