"""What facilitators do with themes: correct one before it is counted, read words in place of one, propose a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import Clocks
from bot.enquiries.theme_desk import ACT, ThemeDesk
from bot.enquiries.theme_pages import ThemesPage
from bot.errors import FieldProblem, NotAllowed, NotFound, TryLater
from bot.insight.themes import SOMETHING_ELSE
from bot.roles import Roster
from tests.conversation.room import T1, Cast, Room
from tests.quotes.town import Directory

FACILITATOR = "U0FIONA"
WORDS = "Siân says no each time, ring 07700 900123."
READS = "[name] says no each time, ring [phone]."


def desk(room: Room, directory: Directory | None = None) -> ThemeDesk:
    """The desk over a room; Martin, who leads Housing, is a facilitator too."""
    roster = Roster(admins={"U0ADMIN"}, privacy_officers={"U0PRIV"}, facilitators={FACILITATOR, "U0MARTIN"})
    return ThemeDesk(room.database, room.identities, Clocks(campaign=room.clock), roster, directory or Directory())


async def looked(room: Room, user: str = FACILITATOR) -> ThemesPage:
    """What somebody looks at."""
    return await desk(room).look(T1, user)


def themes(room: Room) -> list[str]:
    """The keys of the first area's themes."""
    return [theme.key for theme in room.pack.areas[0].themes]


async def week_of_themes(room: Room, *, quotable: bool = True) -> None:
    """Four people answer with the first theme: by name, to be quoted, two in confidence; then comes the last call."""
    first = themes(room)[0]
    await room.answers("U0AMINA", WORDS, quotable=quotable, theme=first)
    await room.answers("U0BEN", "Said by name.", "named", theme=first)
    for user in ("U0CARYS", "U0DEV"):
        await room.answers(user, "In confidence alone.", theme=first)
    await room.comes("last_call")


async def test_a_facilitator_corrects_a_theme_and_it_counts(housing: Room) -> None:
    """From the last call on they see words that may be read, without names; what they set is what is counted."""
    await week_of_themes(housing)
    first, second = themes(housing)[:2]
    page = await looked(housing)
    assert sorted(item.text for item in page.items) == ["Said by name.", READS]
    assert {item.theme for item in page.items} == {first}
    for item in page.items:
        await desk(housing).correct(T1, FACILITATOR, item.mark, second)
    await housing.answers("U0CARYS", "Another.", theme=second)
    await housing.comes("close")
    counted = {theme["key"]: theme for theme in (await housing.figures())["themes"]}
    assert counted[first] == {**counted[first], "people": None, "band": None}
    assert [answer.theme for answer in await housing.stored()].count(second) == 3


async def test_nothing_is_there_before_the_last_call_and_nothing_after_the_close(housing: Room) -> None:
    """Before the last call the list would tell who wrote when; after the close the counts are published."""
    await housing.answers("U0AMINA", WORDS, quotable=True, theme=themes(housing)[0])
    for user in ("U0BEN", "U0CARYS"):
        await housing.answers(user)
    assert (await looked(housing)).items == ()
    await housing.comes("last_call")
    (item,) = (await looked(housing)).items
    await housing.answers("U0DEV", "Written after the last call.", quotable=True, theme=themes(housing)[0])
    assert [one.text for one in (await looked(housing)).items] == [READS]
    await housing.comes("close")
    before = await housing.figures()
    assert (await looked(housing)).items == ()
    with pytest.raises(NotFound, match="stays as it is"):
        await desk(housing).correct(T1, FACILITATOR, item.mark, themes(housing)[1])
    assert await housing.figures() == before
    assert themes(housing)[1] not in {answer.theme for answer in await housing.stored()}


async def test_below_k_nothing(housing: Room) -> None:
    """Where fewer than the threshold took part there is nothing to look at, whatever was said."""
    await housing.answers("U0AMINA", WORDS, quotable=True, theme=themes(housing)[0])
    await housing.replies("U0BEN")
    await housing.comes("last_call")
    page = await looked(housing)
    assert (page.items, page.led) == ((), 0)


async def test_words_in_confidence_are_read_only_with_leave(housing: Room) -> None:
    """A Confidential answer without the tick is not in the list, and neither is one of somebody who objected."""
    await week_of_themes(housing, quotable=False)
    assert [item.text for item in (await looked(housing)).items] == ["Said by name."]
    async with housing.database.unit_of_work() as work:
        await work.objections.object(T1, "U0BEN", housing.clock.now())
        await work.commit()
    assert (await looked(housing)).items == ()


async def test_who_may_not(housing: Room) -> None:
    """Members, leaders and admins see nothing; who leads the team sees how many there are; nothing is forged."""
    await week_of_themes(housing)
    for user in ("U0AMINA", "U0ADMIN", "U0PRIV", "U0NIA"):
        for act in (desk(housing).look(T1, user), desk(housing).correct(T1, user, "mark", themes(housing)[1])):
            with pytest.raises(NotAllowed):
                await act
        with pytest.raises(NotAllowed):
            await desk(housing).propose(T1, user, "x|residents", "Keys", "Keys")
    page = await looked(housing, "U0MARTIN")
    assert (page.items, page.led) == ((), 2)
    theirs = (await looked(housing)).items[0].mark
    for user, mark in (("U0MARTIN", theirs), (FACILITATOR, (await housing.stored())[0].id)):
        with pytest.raises(NotFound):  # a mark is one reader's own, and an answer's id is none
            await desk(housing).correct(T1, user, mark, themes(housing)[1])
    with pytest.raises(NotFound):
        await desk(housing).correct(T1, FACILITATOR, theirs, "made.up")
    assert {answer.theme for answer in await housing.stored()} == {themes(housing)[0]}


async def test_a_correction_leaves_a_line_that_its_author_can_read(housing: Room) -> None:
    """The trail says who and that, under a code where the answer has one, and nothing that was said."""
    await week_of_themes(housing)
    for item in (await looked(housing)).items:
        await desk(housing).correct(T1, FACILITATOR, item.mark, SOMETHING_ELSE)
    async with housing.database.reading() as work:
        lines = [entry for entry in await work.audit.all(T1) if entry.act == ACT]
    assert [(line.actor, line.about) for line in lines] == [(FACILITATOR, "week 1")] * 2
    assert {bool(line.subject): bool(line.subject_code) for line in lines} == {True: False, False: True}
    for user in ("U0AMINA", "U0BEN"):
        used = (await housing.enquiries.my_data(T1, user)).rights.used
        assert [one.act for one in used] == [ACT]


async def test_without_names_nothing_is_shown(housing: Room) -> None:
    """When Slack cannot tell who is there, nobody looks at anything."""
    await week_of_themes(housing)
    with pytest.raises(TryLater):
        await desk(housing, Directory(away=True)).look(T1, FACILITATOR)


async def say_instead(room: Room, user: str, words: str) -> None:
    """Somebody replies in the thread, taps "something else", and says what it is about."""
    await room.replies(user)
    (answer,) = [one for one in await room.stored() if one.author == user]
    await room.hears_theme(user, answer.id, SOMETHING_ELSE, words)


async def test_words_in_place_of_a_theme_need_k_people(housing: Room) -> None:
    """Two people's words stay unread; three people's are read after the close, redacted and of no team."""
    for user, words in (("U0AMINA", "Keys of Siân"), ("U0BEN", "The keys")):
        await say_instead(housing, user, words)
    await housing.answers("U0CARYS")
    await housing.answers("U0DEV")
    assert (await looked(housing)).instead == ()
    await housing.comes("close")
    assert (await looked(housing)).instead == ()


async def test_words_of_three_people_are_read(room: Room) -> None:
    """Three people's words are one list, not for who leads their team; when one's answer goes, the rest is too few."""
    await room.begins()
    await room.comes("open")
    said = (("U0AMINA", "Keys of Siân"), ("U0BEN", "The keys"), ("U0CARYS", "Locked halls"))
    for user, words in said:
        await say_instead(room, user, words)
    await room.answers("U0DEV")
    await room.comes("close")
    (instead,) = (await looked(room)).instead
    assert sorted(instead.words) == ["Keys of [name]", "Locked halls", "The keys"]
    assert (await looked(room, "U0MARTIN")).instead == ()
    answer = next(one for one in await room.stored() if one.author == "U0BEN")
    async with room.database.unit_of_work() as work:
        await work.answers.remove(answer.id, at=room.clock.now())
        assert await work.themes.words_of(answer.id) == ""
        await work.commit()
    assert (await looked(room)).instead == (), "two people's words are left"


async def test_a_theme_is_proposed_in_the_facilitators_words(housing: Room) -> None:
    """A proposal stands in the list; words that no pack could hold, and a campaign that is not there, are refused."""
    form = await desk(housing).form(T1, FACILITATOR)
    area = form.areas[0].key
    assert area.endswith("|residents")
    await desk(housing).propose(T1, FACILITATOR, area, "Keys  and rooms", "Who can open what, and when.")
    (one,) = (await looked(housing)).proposed
    assert (one.title, one.about) == ("Keys and rooms", "Who can open what, and when.")
    for title in ("", "x" * 76, "Keys & rooms", "<keys>"):
        with pytest.raises(FieldProblem):
            await desk(housing).propose(T1, FACILITATOR, area, title, "Keys")
    for wrong in ("x|residents", area.replace("residents", "nothing")):
        with pytest.raises(NotFound):
            await desk(housing).propose(T1, FACILITATOR, wrong, "Keys", "Keys")


async def test_a_page_holds_five(room: Room) -> None:
    """A long list has pages, in an order that is another for each reader and tells no time."""
    people = tuple(f"U0P{place:02}" for place in range(8))
    await room.begins(Cast(members=(*people, "U0MARTIN")))
    await room.comes("open")
    for place, user in enumerate(people):
        await room.answers(user, f"Answer {place}.", quotable=True, theme=themes(room)[0])
    await room.comes("last_call", late=timedelta(minutes=1))
    first, rest = await looked(room), await desk(room).look(T1, FACILITATOR, 5)
    assert (len(first.items), first.more, len(rest.items), rest.more) == (5, 3, 3, 0)
    texts = [item.text for item in (*first.items, *rest.items)]
    assert sorted(texts) == sorted(f"Answer {place}." for place in range(8))
    assert texts != [f"Answer {place}." for place in range(8)]
