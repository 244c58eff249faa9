"""The guided path in the real story: each step ends by what really happened, and its words are for everyone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import there
from demo.cast import Cast
from demo.guide import StoryGuide
from demo.path import PathIdea, PathStep, PathWay, load_path
from demo.playing import has_action
from demo.world import World, next_event, plan_of
from sandbox.people.fill import fill
from sandbox.records import Message

AMINA, MARTIN, CHANNEL = "UHOUS00001", "ULEAD00001", "CHOUSING01"


@pytest.fixture
def guide(stage: World) -> StoryGuide:
    """The guide of a story that has just begun."""
    guide = StoryGuide(stage.cast)
    guide.begin(stage)
    return guide


async def done(guide: StoryGuide) -> list[str]:
    """The keys of the steps that are done."""
    return [step.key for step in await guide.steps() if step.done]


async def prompt_of(stage: World) -> str:
    """The ts of this week's question."""
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, CHANNEL)
    return str(round_.prompt_ts)


async def team_of(stage: World) -> str:
    """The id of Amina's team."""
    async with stage.parts.core.database.reading() as work:
        (round_,) = await work.rounds.open_in(stage.parts.workspace, CHANNEL)
    return str(round_.team_id)


async def words_of(guide: StoryGuide, key: str) -> str:
    """What a step says now."""
    return next(step.words for step in await guide.steps() if step.key == key)


async def digests(stage: World) -> list[Message]:
    """The digests that Martin has in his messages."""
    return [m for m in stage.workspace.person(MARTIN).inbox() if has_action(m, "offer_talk")]


async def answer_privately(stage: World, **fields: str) -> None:
    """Answer as Amina, by the form."""
    amina = stage.workspace.person(AMINA)
    await amina.click(CHANNEL, await prompt_of(stage), "answer_privately")
    view = await amina.open_modal()
    assert view is not None
    await amina.submit(view.id, fill(view, {"text": "Ask people first.", "mode": "confidential", **fields}))
    await stage.parts.dispatcher.settle()


async def test_the_whole_path_by_what_really_happens(stage: World, guide: StoryGuide) -> None:
    """Answering, reading, the clock, the digest, the offer and the way back each end their own step, in their order."""
    team = await team_of(stage)
    assert await done(guide) == []
    guide.visited(AMINA, "app/messages")  # before there is anything to read
    await answer_privately(stage)
    assert await done(guide) == ["answered"]
    second = (await guide.steps())[1]
    assert second.place == "app/messages"
    assert "receipt" in second.words
    guide.visited(AMINA, "app/messages")
    assert await done(guide) == ["answered"], "one more question waits, and looking at it is no reply"
    amina = stage.workspace.person(AMINA)
    asked = next(m for m in reversed(amina.inbox()) if has_action(m, "followup_skip"))
    await amina.click(asked.channel, asked.ts, "followup_reply")
    assert await done(guide) == ["answered"], "a form that is open is not sent"
    view = await amina.open_modal()
    assert view is not None
    await amina.submit(view.id, fill(view, {"text": "The night before.", "mode": "confidential"}))
    assert await done(guide) == ["answered", "heard_back"]
    await next_event(stage)
    assert "played_back" in await done(guide)
    guide.visited(MARTIN, "app/messages")  # no digest yet
    for _ in range(3):
        assert "digest_sent" not in await done(guide)
        await next_event(stage)
    assert "digest_sent" in await done(guide)
    assert "digest_read" not in await done(guide)
    assert "his digest of week 1" in await words_of(guide, "digest_read")
    guide.visited(MARTIN, "app/messages")
    assert "digest_read" in await done(guide)
    martin = stage.workspace.person(MARTIN)
    digest = next(m for m in reversed(martin.inbox()) if "offer_talk" in str(m.blocks))
    other = {"user": {"id": MARTIN}, "actions": [{"action_id": "ask_for_days", "value": "a-digest|another-team"}]}
    stage.workspace.journal.add("delivery", event_type="block_actions", acknowledged=True, payload=other, answer=None)
    assert "offered" not in await done(guide), "an offer to another team is not what the step asks for"
    light = next(step.light for step in await guide.steps() if step.key == "offered")
    assert f'[data-value$="|{team}"]' in light
    await martin.click(digest.channel, digest.ts, "offer_talk")
    form = await martin.open_modal()
    assert form is not None
    assert "offered" not in await done(guide), "a form that is open is not sent"
    times = {"starts_1": stage.story.now() + timedelta(days=7), "place": "Room 4"}
    await martin.submit(form.id, fill(form, times))
    await stage.parts.dispatcher.settle()
    assert (await done(guide))[-1] == "offered"
    guide.visited(AMINA, f"in/{CHANNEL}")
    assert all(step.done for step in await guide.steps())


async def test_what_happened_while_the_guide_was_hidden_counts(stage: World, guide: StoryGuide) -> None:
    """Who read the digest before opening the guide is not told that it waits."""
    while not await digests(stage):
        await next_event(stage)
    guide.visited(MARTIN, "app/messages")
    await next_event(stage)
    assert await done(guide) == ["digest_sent", "digest_read"]


async def test_running_on_is_followed(stage: World, guide: StoryGuide) -> None:
    """When the story ran on, the guide speaks of the newest digest; a look before it came does not count."""
    guide.visited(MARTIN, "app/messages")
    while len(await digests(stage)) < 2:
        await next_event(stage)
    assert await done(guide) == ["digest_sent"]  # nobody had said a word that could be played back
    assert "his digest of week 2" in await words_of(guide, "digest_read")


async def test_a_question_to_leaders_is_heard_by_its_receipt(stage: World, guide: StoryGuide) -> None:
    """Where the coach asks nothing further, looking at the receipt ends the step, and only once it is there."""
    guide.visited(AMINA, "app/messages")
    await answer_privately(stage, question="to_leaders")
    assert await done(guide) == ["answered"]
    guide.visited(AMINA, "app/messages")
    assert await done(guide) == ["answered", "heard_back"]


async def test_the_story_is_over_when_its_campaign_is(stage: World, guide: StoryGuide) -> None:
    """The end is told when the last week is over, not while it is paused; another campaign takes it back."""
    assert await guide.over() is None
    await stage.parts.campaigns.pause(stage.cast.campaign.name)
    assert await guide.over() is None
    await stage.parts.campaigns.resume(stage.cast.campaign.name)
    while await next_event(stage):
        pass
    over = await guide.over()
    assert over is not None
    assert over.ways[0].person == stage.cast.admin.id
    assert all(way.person in stage.workspace.users for way in over.ways)
    start = stage.story.now().date() + timedelta(days=14)
    again = replace(plan_of(stage.cast), name="Once more", start=start)
    await stage.parts.campaigns.create(again, stage.parts.workspace, stage.cast.admin.id)
    assert await guide.over() is None


async def test_an_answer_in_the_thread_ends_the_first_step_too(stage: World, guide: StoryGuide) -> None:
    """Who answers in the thread is sent to the thread for the follow-up, and replying once more ends that step."""
    amina, prompt = stage.workspace.person(AMINA), await prompt_of(stage)
    await amina.post(CHANNEL, "Just talking")
    assert await done(guide) == []
    await amina.post(CHANNEL, "We should ring people the next day.", prompt)
    assert await done(guide) == ["answered"]
    assert (await guide.steps())[1].place == f"in/{CHANNEL}"
    await amina.post(CHANNEL, "With two people next week.", prompt)
    assert await done(guide) == ["answered", "heard_back"]


async def test_a_message_beside_the_thread_is_told_to_be_astray(stage: World, guide: StoryGuide) -> None:
    """Who answers in the channel is told so, until they answer in the thread; then again for the follow-up alone."""

    async def astray() -> list[str]:
        return [step.key for step in await guide.steps() if step.astray and not step.done]

    amina, prompt = stage.workspace.person(AMINA), await prompt_of(stage)
    await stage.workspace.person("UHOUS00002").post(CHANNEL, "Good morning")
    assert await astray() == []
    await amina.post(CHANNEL, "We should ring people the next day.")
    assert "answered" in await astray()
    await amina.post(CHANNEL, "We should ring people the next day.", prompt)
    assert await astray() == []
    await amina.post(CHANNEL, "With two people next week.")
    assert await astray() == ["heard_back"]
    await amina.post(CHANNEL, "With two people next week.", prompt)
    assert await astray() == []


async def test_a_form_with_a_mistake_is_no_answer(stage: World, guide: StoryGuide) -> None:
    """A form that is refused ends no step."""
    amina = stage.workspace.person(AMINA)
    await amina.click(CHANNEL, await prompt_of(stage), "answer_privately")
    view = await amina.open_modal()
    assert view is not None
    result = await amina.submit(view.id, fill(view, {"mode": "confidential"}))
    assert result.kind == "errors"
    assert await done(guide) == []


async def test_what_somebody_else_does_ends_nothing(stage: World, guide: StoryGuide) -> None:
    """A colleague's answer is not Amina's."""
    await stage.workspace.person("UHOUS00002").post(CHANNEL, "Too late anyway.", await prompt_of(stage))
    assert await done(guide) == []


async def test_what_was_tried_is_remembered(stage: World, guide: StoryGuide) -> None:
    """A command given, a button pressed and a page looked at mark their suggestion, and no other."""
    await stage.workspace.person(AMINA).slash("/waymark", "my-data")
    await stage.workspace.person(AMINA).click(CHANNEL, await prompt_of(stage), "ask_leaders")
    guide.visited("UADMIN0001", "app/home")
    offered = [idea for group in await guide.ideas() for idea in group.ideas]
    assert all(idea.person in stage.workspace.users for idea in offered), (
        "a smaller town offers no one who is not there"
    )
    tried = {idea.title for idea in offered if idea.done}
    assert tried == {"See what is kept about you", "Ask your leaders a question", "See that it runs"}


async def test_a_suggestion_that_must_wait_says_what_to_do_first(stage: World, guide: StoryGuide) -> None:
    """While no digest is there and a question is open, only the talk must wait; without the question, asking too."""

    async def waiting() -> dict[str, str]:
        return {idea.title: idea.not_now for group in await guide.ideas() for idea in group.ideas if idea.not_now}

    open_week = await waiting()
    prompt = await prompt_of(stage)
    stage.workspace.messages.remove(there(stage.workspace.messages.get(CHANNEL, prompt)))
    closed_week = await waiting()
    assert set(closed_week) - set(open_week) == {"Ask your leaders a question"}
    assert "Next event" in closed_week["Ask your leaders a question"]


async def test_before_the_story_begins_nothing_is_done(cast: Cast) -> None:
    """A guide without a world shows its steps, all still to come."""
    guide = StoryGuide(cast)
    guide.visited(AMINA, "app/messages")
    assert await done(guide) == []
    assert len(await guide.steps()) == 7


def test_people_and_places_exist(cast: Cast) -> None:
    """Every step and suggestion names somebody of the cast, and a place that this person can see."""
    path = load_path()
    teams = {team.channel: {*(person.id for person in team.people), *team.leaders} for team in cast.teams}
    people = {person.id for person in cast.people()}
    ideas = [idea for group in path.roles for idea in group.ideas]
    assert {group.role for group in path.roles} == {
        "As a member of a team",
        "As a leader",
        "As a facilitator",
        "As a member of a board",
        "As the person who runs it",
    }
    parts: list[PathStep | PathIdea | PathWay] = [*path.steps, *ideas, *path.over.ways]
    for one in parts:
        assert one.person in people
        kind, _, channel = one.place.partition("/")
        assert one.place in ("app/home", "app/messages") or (kind == "in" and one.person in teams[channel])
    assert path.member in teams[path.channel]
    assert path.leader in teams[path.channel]


def test_words_are_short_and_plain() -> None:
    """No sentence of the path is long, no word is long or technical, and what people press is named in quotes."""
    path = load_path()
    texts = [*path.welcome, path.first, path.ending, path.note, path.over.title, path.over.words]
    texts += [words for way in path.over.ways for words in (way.title, way.words)]
    texts += [words for step in path.steps for words in (step.title, step.words, step.private_words or "", step.astray)]
    texts += [words for group in path.roles for idea in group.ideas for words in (idea.title, idea.words)]
    for text in texts:
        for sentence in re.split(r"(?<=[.!?;:])\s", text):
            assert len(sentence.split()) <= 20, sentence
        long = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 11]
        assert not long, long
