"""Quotes from the box in the form to a leader's digest and away again, in the strict sandbox over real roads."""

from __future__ import annotations

import json

from sandbox.records import Message, View
from tests.played.reading import said
from tests.played.stage import Stage

WORDS = "Ben says no to every idea, ring 07700 900123 and hear it."
READS = "[name] says no to every idea, ring [phone] and hear it."


async def ticked(stage: Stage) -> str:
    """Three people answer; Amina lets her words be quoted, and reads in the form how they would read."""
    amina, carys, dev = stage.people("amina", "carys", "dev")
    result = await amina.answers_privately(WORDS, quotable=["yes"])
    for person in (carys, dev):
        await person.answers_privately("Nothing to quote.")
    return said(result.view)


def values(view: View, action: str) -> list[str]:
    """The values of a button in a view."""
    return [e["value"] for b in view.blocks for e in b.get("elements", ()) if e.get("action_id") == action]


def thread_of(stage: Stage, digest: Message) -> str:
    """What stands in the thread of a digest."""
    replies = stage.workspace.messages.replies(digest.channel, digest.ts)
    return "\n".join(said(message) for message in replies if not message.deleted)


async def test_from_the_box_to_the_digest_and_away_again(housing: Stage) -> None:
    """The author sees the quote first; a facilitator releases it; the leader reads it; deleted, it is gone."""
    amina, grace, martin = housing.people("amina", "grace", "martin")
    saved = await ticked(housing)
    assert "You may quote this: yes" in saved.replace("*", "")
    assert f"> {READS}" in saved
    assert "only if a facilitator releases it, and only if 3 or more" in saved
    assert "07700" not in said(amina.receipt())

    await housing.week_closes()
    assert "1 quote waits" in await grace.looks_at_home()
    page = await grace.opens_from_home("open_quotes")
    assert READS in said(page)
    assert amina.id not in json.dumps(page.blocks)
    (value,) = values(page, "quote_release")
    page = await grace.taps_in(page, "quote_release", value=value)
    assert "Released." in said(page)
    await grace.leaves()

    await housing.until("digest")
    assert f"“{READS}”" in martin.reads_digest()
    digest = martin.got(action="offer_talk")
    assert READS in thread_of(housing, digest)

    await amina.taps(amina.receipt(), "delete_answer")
    assert READS not in martin.reads_digest()
    assert "In their own words" not in martin.reads_digest()
    assert READS not in thread_of(housing, digest)
    assert all("[name] says no" not in json.dumps(m.blocks) + m.text for m in martin.hands.inbox())


async def test_released_after_the_digest(housing: Stage) -> None:
    """The digest that went gains the quote, and its thread says so; taken back in My data, it goes again."""
    amina, grace, martin = housing.people("amina", "grace", "martin")
    await ticked(housing)
    await housing.until("digest")
    assert "In their own words" not in martin.reads_digest()
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_quotes")
    await grace.taps_in(page, "quote_release", value=values(page, "quote_release")[0])
    await grace.leaves()
    assert f"“{READS}”" in martin.reads_digest()
    assert READS in thread_of(housing, martin.got(action="offer_talk"))

    mine = await amina.commands_form("my-data")
    assert "It is released, and leaders read it like this" in said(mine)
    mine = await amina.taps_in(mine, "quote_stop", value=values(mine, "quote_stop")[0])
    assert "We will not quote this any more." in said(mine).replace("*", "")
    assert READS not in martin.reads_digest()
    assert [a.quotable for a in await housing.answers() if a.text == WORDS] == [False]


async def test_cut_hidden_and_replied_to(housing: Stage) -> None:
    """A facilitator cuts words and hides the quote; its author hears why in the morning and replies without a name."""
    amina, grace = housing.people("amina", "grace")
    await ticked(housing)
    await housing.week_closes()
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_quotes")
    form = await grace.taps_in(page, "quote_cut", value=values(page, "quote_cut")[0])
    refused = await grace.sends(form, words="[name] says yes to every idea,")
    assert refused.kind == "errors"
    await grace.sends(form, words="[name] says no to every idea,")
    await grace.leaves()
    page = await grace.opens_from_home("open_quotes")
    assert "[name] says no to every idea, [cut]" in said(page)
    form = await grace.taps_in(page, "quote_hide", value=values(page, "quote_hide")[0])
    result = await grace.sends(form, reason="Only one person rings him.")
    assert "I tell its author why" in said(result.view)
    await grace.leaves()
    assert amina.dm(action="quote_reply") is None

    await housing.until("told_back")
    notice = amina.got(action="quote_reply")
    assert "Only one person rings him." in said(notice)
    assert "every idea" not in said(notice)
    form = await amina.opens(notice, "quote_reply")
    await amina.sends(form, text="Many of us ring Ben.")
    await amina.leaves()
    page = await grace.opens_from_home("open_quotes")
    assert "Its author replies" in said(page)
    assert "Many of us ring [name]." in said(page)


async def test_a_forged_tap_of_another_does_nothing(housing: Stage) -> None:
    """A member and the team's leader send the buttons that only a facilitator is offered: refused, nothing released."""
    ben, grace, martin = housing.people("ben", "grace", "martin")
    await ticked(housing)
    await housing.week_closes()
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_quotes")
    (value,) = values(page, "quote_release")
    for person in (ben, martin):
        await person.forges(housing.prompt(), "quote_release", value)
        assert "Only facilitators" in person.told_here()
        await person.forges(housing.prompt(), "open_quotes", "0")
        assert "Only facilitators" in person.told_here()
    await housing.until("digest")
    assert READS not in martin.reads_digest()


async def test_unlinked_words_are_shown_once_and_cannot_be_taken_back(housing: Stage) -> None:
    """The preview stands in the form alone and says so; the facilitator sees no more of its author than leaders do."""
    (amina,) = housing.people("amina")
    result = await amina.answers_privately(WORDS, mode="unlinked", quotable=["yes"])
    saved = said(result.view)
    assert f"> {READS}" in saved
    assert "you cannot take this back" in saved
    assert all("07700" not in json.dumps(m.blocks) + m.text for m in amina.hands.inbox())


async def test_without_a_tick_nothing_is_quoted(housing: Stage) -> None:
    """The form says no, and there is no preview."""
    (amina,) = housing.people("amina")
    saved = said((await amina.answers_privately(WORDS)).view)
    assert "no. Nobody will quote it" in saved
    assert "how it would read" not in saved


async def test_when_slack_cannot_say_who_is_there(housing: Stage) -> None:
    """The answer is saved and the preview admits that names may still stand there; nobody else is shown a word."""
    housing.workspace.faults.add("users.list", "error", times=None)
    saved = await ticked(housing)
    assert "is saved" in saved
    assert "I could not ask Slack for people’s names just now" in saved
    await housing.week_closes()
    (grace,) = housing.people("grace")
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_quotes")
    assert "Ben" not in said(page)
    assert "no to every idea" not in said(page)
    housing.workspace.faults.clear()
    await grace.leaves()
    assert READS in said(await grace.opens_from_home("open_quotes"))
