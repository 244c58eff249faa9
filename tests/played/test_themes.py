"""What an answer in the thread is about: one quiet line, a tap, and a count that leaders read."""

from __future__ import annotations

import json

from sandbox.records import Message
from tests.played.conftest import Setting
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import HOUSING, NURSES, Cast, Stage


def offered(message: Message | None) -> dict[str, str]:
    """The themes that a message offers: what each is called, and its value."""
    assert message is not None, "nothing was asked"
    lists = [e for b in message.blocks for e in b.get("elements", ()) if e.get("action_id") == "theme_chosen"]
    assert lists, "no themes are offered"
    return {option["text"]["text"]: option["value"] for option in lists[0]["options"]}


async def taps_theme(person: Player, title: str) -> None:
    """Choose a theme on the newest line."""
    line = person.whisper(action="theme_chosen")
    assert line is not None
    await person.chooses(line, "theme_chosen", title)


async def test_a_tap_after_a_thread_answer_is_counted(housing: Stage) -> None:
    """Three people tap the theme of what they wrote, seen by them alone; their leader reads that it was chosen."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    for person, text in (
        (amina, "We ask twice a year, in the hall."),
        (ben, "By letter only."),
        (carys, "At the door."),
    ):
        await person.replies(text)
        assert "Which theme is closest?" in person.told_here()
        await taps_theme(person, "Hearing what matters to people")
        assert "Your answer counts for “Hearing what matters to people”" in person.told_here()
    assert amina.whisper(action="followup_reply") is not None, "the follow-up is gone"
    assert all("Hearing what matters" not in said(message) for message in housing.thread())
    assert {answer.theme for answer in await housing.answers()} == {"residents.hearing"}
    await housing.until("digest")
    assert "Hearing what matters to people: 3 or more people" in martin.reads_digest()


async def test_one_line_a_week_in_all_teams_of_a_person(on_stage: Setting) -> None:
    """Somebody who answers twice, or in two teams, is asked once that week, and again the week after."""
    nurses = Cast("nurses", ("amina", *NURSES.staff), NURSES.leaders, NURSES.name)
    async with on_stage(teams=(HOUSING, nurses)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        (amina,) = stage.people("amina")
        await amina.replies("We ask twice a year, in the hall.", team="housing")
        await amina.replies("And we phone people now and then.", team="housing")
        await amina.replies("On the ward we ask each morning.", team="nurses")
        lines = [m for m in amina.hands.ephemerals() if "theme_chosen" in json.dumps(m.blocks)]
        assert len(lines) == 1
        await stage.week_opens()
        await amina.replies("I know the aim of it.", team="nurses")
        assert "Which theme is closest?" in amina.told_here("nurses")


async def test_something_else_in_a_few_words(housing: Stage) -> None:
    """Who finds no theme may say what it is about; the words go with the answer, and leaders read none of them."""
    amina, martin = housing.people("amina", "martin")
    ts = await amina.replies("The keys to the hall are with one person only.")
    line = amina.whisper(action="theme_chosen")
    assert line is not None
    await amina.hands.click(line.channel, line.ts, "theme_chosen", selected="Something else")
    form = await amina.hands.open_modal(5)
    assert form is not None
    await housing.settles()
    result = await amina.sends(form, theme_words="Who holds the keys")
    assert "Your few words are saved" in said(result.view)
    (answer,) = await housing.answers()
    async with housing.parts.core.database.reading() as work:
        assert (answer.theme, await work.themes.words_of(answer.id)) == ("something-else", "Who holds the keys")
    await amina.deletes(ts)
    async with housing.parts.core.database.reading() as work:
        assert await work.themes.words_of(answer.id) == ""
    await housing.until("digest")
    assert "holds the keys" not in martin.reads_digest()


async def test_nobody_else_says_what_an_answer_is_about(housing: Stage) -> None:
    """A forged tap by a colleague or by the leader changes nothing, and after the close nobody's tap does."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await amina.replies("We ask twice a year, in the hall.")
    line = amina.whisper(action="theme_chosen")
    value = offered(line)["Hearing what matters to people"]
    assert line is not None
    for other in (ben, martin):
        await other.forges(housing.prompt(), "theme_chosen", value)
    assert [answer.theme for answer in await housing.answers()] == [None]
    await housing.week_closes()
    await amina.chooses(line, "theme_chosen", value)
    assert "stays as it is" in amina.told_here()
    assert [answer.theme for answer in await housing.answers()] == [None]
