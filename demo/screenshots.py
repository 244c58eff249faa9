"""Takes every picture of the documentation afresh: `python -m demo.screenshots`, or `make screenshots`.

Two small stories are played in this process: an admin sets a campaign up, and four teams live through a week of it.
A tool for those who work on Waymark: it needs the development packages, and finds Chromium as the tests do.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser

from bot.settings import ROOT
from demo.autoplay import play
from demo.cast import Cast, load_cast
from demo.controls import Controls
from demo.live import begin
from demo.pictures import (
    asking,
    first_days,
    ideas,
    later_days,
    meeting,
    own_data,
    quoting,
    reading,
    screens,
    setting_up,
    theming,
)
from demo.pictures.camera import Camera, chromium
from demo.pictures.kinds import load_chapters
from demo.pictures.page import messages_page
from demo.pictures.shoot import Shoot
from demo.town import Town
from demo.words import load_words
from demo.world import WITH_MAIL, world
from sandbox.client import routes
from tests.support.chromium import OPTIONS, ChromiumMissingError, find_chromium

SEED = 3
SETTING_UP = (setting_up.step_by_step, setting_up.looking_after_it, setting_up.a_draft)
FIRST_DAYS = (
    first_days.the_question,
    first_days.how_leaders_see_it,
    first_days.in_the_thread,
    first_days.in_private,
    theming.in_the_thread,
    first_days.with_a_name,
    first_days.among_nurses,
    first_days.at_any_time,
    ideas.shared,
    ideas.tried,
)
LATER_DAYS = (
    screens.the_channel,
    later_days.the_middle,
    later_days.the_end,
    quoting.looked_at,
    later_days.the_digests,
    quoting.read,
    screens.the_digest,
    screens.the_thread,
    later_days.the_leaders,
    meeting.face_to_face,
    meeting.before_and_after,
    asking.acted_on,
    asking.told,
    later_days.what_came_of_it,
    quoting.told_why,
    own_data.own_choices,
    screens.the_home,
    reading.wider,
)


async def take_all(program: Path, folder: Path) -> dict[str, str]:
    """Take every picture into a folder; what each one says, by the kind's name."""
    cast = load_cast()
    async with chromium(program, OPTIONS) as browser:
        async with opened(browser, cast.model_copy(update={"teams": cast.teams[:2]}), folder) as shoot:
            for scene in SETTING_UP:
                await scene(shoot)
            said = shoot.said
        async with opened(browser, cast, folder) as shoot:
            await week(shoot)
            said |= shoot.said
        async with opened(browser, cast, folder) as shoot:
            await play(shoot.stage, len(load_words().areas), SEED)
            await screens.the_page(shoot)
    return said


async def week(shoot: Shoot) -> None:
    """Play the first week, and take what it brings."""
    await begin(shoot.stage)
    for scene in FIRST_DAYS:
        await scene(shoot)
        shoot.later(minutes=7)
    await Town(load_words(), SEED).meanwhile(shoot.stage)
    for scene in LATER_DAYS:
        await scene(shoot)


@asynccontextmanager
async def opened(browser: Browser, cast: Cast, folder: Path) -> AsyncIterator[Shoot]:
    """Start a world with the client's pages, and a camera before it."""
    controls = Controls(cast.begins, cast.zone)
    with tempfile.TemporaryDirectory(prefix="waymark-") as place:
        database = Path(place) / "pictures.sqlite3"
        async with world(
            cast, database, routes=lambda workspace: routes(workspace, controls), settings=WITH_MAIL
        ) as stage:
            controls.begin(stage)
            yield Shoot(stage, Camera(browser, stage.base_url, folder))


def main() -> None:
    """Take the pictures and write docs/messages.md; with a folder as argument, put both there instead."""
    docs = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    program = find_chromium()
    if program is None:
        sys.exit(ChromiumMissingError.__doc__)
    shutil.rmtree(docs / "pictures", ignore_errors=True)
    said = asyncio.run(take_all(program, docs / "pictures"))
    (docs / "messages.md").write_text(messages_page(load_chapters(), said), encoding="utf-8")


if __name__ == "__main__":
    main()
