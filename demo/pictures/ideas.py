"""Scenes of ideas: one is shared, tried, helped with and handed over, stopped, and learned from."""

from datetime import timedelta

from demo.pictures.first_days import HOUSING
from demo.pictures.shoot import Shoot
from demo.world import next_event
from sandbox.people.person import Person
from sandbox.records import Message

A_WHILE = timedelta(minutes=11)
NEED, IDEA = "Nobody can say on which morning the repair comes.", "Send each tenant a text when the van sets off."


async def shared(shoot: Shoot) -> None:
    """Amina shares an idea; a while later it stands in the channel, and leaders are asked about a rule."""
    amina, martin = shoot.person("Amina"), shoot.person("Martin")
    await shoot.opens_by(amina, "idea")
    await shoot.take_form("share_idea", amina)
    words = {"need": NEED, "for_whom": "tenants", "idea": IDEA, "red_tape": "Texts need a form with three signatures."}
    await shoot.sends(amina, **words, mode="named")
    await shoot.take_form("idea/done", amina)
    await shoot.closes(amina)
    await _a_while(shoot, "idea/asked", martin)
    message = await shoot.in_dm("idea/asked", martin)
    await shoot.take("idea/asked", martin, message)
    await shoot.opens(martin, message, "idea_answer")
    await shoot.take_form("answer_idea", martin)
    await shoot.closes(martin)


async def tried(shoot: Shoot) -> None:
    """Its team helps and tries it; it is stopped, and what was learned is found."""
    amina, priya = shoot.person("Amina"), shoot.person("Priya")
    housing = (await _in_channel(shoot, amina)).channel
    message = await shoot.posted("idea/shared", housing)
    await shoot.take("idea/shared", priya, message)
    await shoot.opens(priya, message, "idea_help")
    await shoot.take_form("help_idea", priya)
    await shoot.sends(priya, role="trying", text="I can ring the first ten tenants.")
    await shoot.closes(priya)
    await shoot.take("idea/offered", amina, await shoot.in_dm("idea/offered", amina))
    await _step(
        shoot, amina, "idea_stop", "move_idea", learned="Many tenants change their phone. Ask at the door first."
    )
    await shoot.take("idea/moved", priya, await shoot.posted("idea/moved", housing))
    await _step(
        shoot,
        amina,
        "idea_review",
        "review_idea",
        title="Texts before a visit",
        expected="Fewer calls.",
        happened="Half of the texts did not arrive.",
        why="Our list of phones is old.",
        next="Ask for the phone at each visit.",
        reach="organisation",
        win=["yes", "named"],
    )
    await shoot.take("idea/win", priya, await shoot.posted("idea/win", housing))
    await _lists(shoot, amina, priya)


async def _lists(shoot: Shoot, amina: Person, priya: Person) -> None:
    await shoot.opens_by(priya, "learning phones")
    await shoot.take_form("learning", priya)
    await shoot.closes(priya)
    await priya.open_home()
    await shoot.settles()
    await priya.click_home("ideas_open")
    await shoot.shows(priya)
    await shoot.take_form("ideas", priya)
    await shoot.closes(priya)
    facts = {"idea_id": "-", "title": IDEA, "team": "Housing repairs", "by": priya.id}
    await shoot.told("idea/handed_over", amina, facts)


async def _step(shoot: Shoot, person: Person, action: str, name: str, **answers: str | list[str]) -> None:
    """Open the idea from the channel, then a form from it, and send that."""
    message = await _in_channel(shoot, person)
    page = await shoot.opens(person, message, "idea_open")
    if name == "move_idea":
        await shoot.take_form("idea", person)
    await person.click_view(page.id, action)
    await shoot.settles()
    await shoot.take_form(name, person)
    await shoot.sends(person, **answers)
    await shoot.closes(person)


async def _in_channel(shoot: Shoot, person: Person) -> Message:
    return await shoot.posted("idea/shared", shoot.channel(HOUSING))


async def _a_while(shoot: Shoot, utterance: str, person: Person) -> None:
    shoot.stage.story.move_to(shoot.stage.story.now() + A_WHILE)
    while await shoot.newest(utterance, person.dm_with_bot()) is None:
        await next_event(shoot.stage)
