"""Whole screens for the README: this week's question on a desk, and the coach on a phone."""

from demo.pictures.camera import ON_A_DESK, ON_A_PHONE
from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot

PHONE_SCREENS = ("phone-question.png", "phone-form.png", "phone-digest.png")


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
