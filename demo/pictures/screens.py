"""Whole screens for the README: the question on a desk, the coach on a phone, and a leader's page and report."""

import asyncio
from datetime import timedelta

from bot.errors import there
from demo.pictures.camera import ON_A_DESK, ON_A_PHONE
from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot

PHONE_SCREENS = ("phone-question.png", "phone-form.png", "phone-digest.png")
PAGE_SCREENS = ("page-week.png", "page-charts.png", "page-report.png")


async def the_channel(shoot: Shoot) -> None:
    """The question with its buttons and the first replies in its thread; the question and the form on a phone."""
    sian, housing = shoot.person("Sian"), shoot.channel(HOUSING)
    prompt = await shoot.posted("prompt/open", housing)
    first = next(each for each in sian.thread(housing, prompt.ts) if not each.by_app)
    place, question = f"/as/{sian.id}/in/{housing}", f'.conversation article[data-ts="{prompt.ts}"]'
    reply = f'.thread article[data-ts="{first.ts}"]'
    await shoot.camera.screen(f"{place}?thread={prompt.ts}", "week.png", ON_A_DESK, tops=[question, reply])
    await shoot.camera.screen(place, PHONE_SCREENS[0], ON_A_PHONE, tops=[question])
    await shoot.opens(sian, prompt, "answer_privately")
    await shoot.camera.screen(place, PHONE_SCREENS[1], ON_A_PHONE, tops=[question], form=True)
    await shoot.closes(sian)


async def the_digest(shoot: Shoot) -> None:
    """A leader's digest, on a desk and on a phone."""
    leila = shoot.person("Dr Leila")
    digest = await shoot.in_dm("digest/leader", leila)
    place, top = f"/as/{leila.id}/app/messages", [f'article[data-ts="{digest.ts}"]']
    await shoot.camera.screen(place, "digest.png", ON_A_DESK, tops=top)
    await shoot.camera.screen(place, PHONE_SCREENS[2], ON_A_PHONE, tops=top)
    await shoot.camera.strip(PHONE_SCREENS, "phone.png")
    shoot.camera.drop(PHONE_SCREENS)


async def the_home(shoot: Shoot) -> None:
    """Somebody's Home tab, on a desk."""
    await shoot.camera.screen(f"/as/{shoot.person('Chidi').id}/app/home", "home.png", ON_A_DESK)


async def the_thread(shoot: Shoot) -> None:
    """What stands in the thread of a digest: the table of the teams, and the charts."""
    martin = shoot.person("Martin")
    digest = await shoot.in_dm("digest/leader", martin)
    await _charts(shoot)
    place, table = f"/as/{martin.id}/app/messages?thread={digest.ts}", await shoot.in_dm("digest/table", martin)
    await shoot.camera.screen(place, "thread.png", ON_A_DESK, tops=[f'.thread article[data-ts="{table.ts}"]'])


async def _charts(shoot: Shoot) -> None:
    """Wait until every digest has its charts: they follow it by themselves, as files do."""
    async with asyncio.timeout(60):
        while await _files_wait(shoot):
            await shoot.stage.parts.files.send_due()
            await shoot.stage.parts.core.clocks.wire.sleep(0.5)
    await shoot.settles()


async def _files_wait(shoot: Shoot) -> bool:
    later = shoot.stage.parts.core.clocks.wire.now() + timedelta(days=1)
    async with shoot.stage.parts.core.database.reading() as work:
        return bool(await work.files.due(later))


async def the_page(shoot: Shoot) -> None:
    """A leader's page and report once the campaign is over: on a desk, and on a phone."""
    for about, file in (("campaign", "page.png"), ("report", "report.png")):
        await shoot.camera.leaders_page(await _opened(shoot, about), file, ON_A_DESK)
    for file, (about, part) in zip(PAGE_SCREENS, PARTS, strict=True):
        await shoot.camera.leaders_page(await _opened(shoot, about), file, ON_A_PHONE, part)
    await shoot.camera.strip(PAGE_SCREENS, "page-phone.png")
    shoot.camera.drop(PAGE_SCREENS)


PARTS = (("campaign", "#week"), ("campaign", "figure"), ("report", "#ranked-title"))
"""Where a phone's screen begins: the newest week, the charts, and where the gap is widest."""


async def _opened(shoot: Shoot, about: str) -> str:
    """A leader's own link, as a tap makes it."""
    stage, leila = shoot.stage, shoot.person("Dr Leila")
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
    link = await stage.parts.pages.link(stage.parts.workspace, leila.id, f"{about}/{campaign.id}")
    return there(link.url).removeprefix(stage.base_url)
