"""Sees how far somebody has come on the guided path, and when the story is over.

A step is done when what it asks for has really happened: the sandbox's messages and journal, the database or the visit
of a page show it, whether or not anybody looked at the guide then. Moments are the sandbox's wire time, in seconds,
because story time stands still while people act.
"""

import json
from collections.abc import Iterator, Sequence

from bot.errors import there
from demo.cast import Cast
from demo.path import GuidedPath, Mark, PathIdea, PathStep, load_path
from demo.playing import has_action
from demo.world import World
from sandbox.client.guide import Idea, Ideas, Over, Step
from sandbox.journal import Entry
from sandbox.records import Message


class StoryGuide:
    """The path through one world's story, for one visitor."""

    def __init__(self, cast: Cast, path: GuidedPath | None = None) -> None:
        self._cast = cast
        self._path = path or load_path()
        self._people = {person.id for person in cast.people()}
        self._stage: World | None = None
        self._read = 0
        self._private = False
        self._astray = 0.0  # when the member last wrote in the channel, beside the thread
        self._team = ""
        self._week = 1  # of the leader's newest digest
        self._seen: dict[tuple[str, str], float] = {}  # person and place: when they were there last
        self._marks: dict[Mark, float] = {}  # when each first happened
        self._known: set[str] = set()  # the coach's messages that were looked at, by the mark that travels in each
        self._tried: set[str] = set()

    def begin(self, stage: World) -> None:
        """Follow a world that is running."""
        self._stage = stage
        self._read = len(stage.workspace.journal)

    @property
    def welcome(self) -> Sequence[str]:
        """What this is, in two sentences."""
        return self._path.welcome

    @property
    def first(self) -> str:
        """Whom one is at first, and what to do."""
        return self._path.first

    @property
    def ending(self) -> str:
        """What to say when all steps are done."""
        return self._path.ending

    @property
    def note(self) -> str:
        """What to know before trying other things."""
        return self._path.note

    def visited(self, person: str, place: str) -> None:
        """Take note that somebody looks at a place as this person."""
        if self._stage is not None:
            self._seen[person, place] = self._stage.workspace.wire.now()

    async def steps(self) -> list[Step]:
        """The steps, each with whether it is done."""
        if self._stage is not None:
            await self._look(self._stage)
        return [self._step(step) for step in self._path.steps]

    async def ideas(self) -> list[Ideas]:
        """What to try next, by role."""
        if self._stage is not None:
            await self._look(self._stage)
        return [
            Ideas(group.role, tuple(self._idea(idea) for idea in group.ideas if idea.person in self._people))
            for group in self._path.roles
        ]

    async def over(self) -> Over | None:
        """What to say when every campaign has come to its end; None while one runs or waits."""
        if self._stage is None:
            return None
        async with self._stage.parts.core.database.reading() as work:
            states = {campaign.state for campaign in await work.campaigns.all(self._stage.parts.workspace)}
        if "finished" not in states or states & {"running", "paused"}:
            return None
        over = self._path.over
        ways = (way for way in over.ways if way.person in self._people)
        return Over(over.title, over.words, tuple(Idea(w.title, w.words, w.person, w.place) for w in ways))

    def _step(self, step: PathStep) -> Step:
        words, place = step.words, step.place
        if self._private:
            words, place = step.private_words or words, step.private_place or place
        light = step.light.replace("{team}", self._team)
        words = words.replace("{week}", str(self._week))
        done, astray = step.key in self._marks, step.astray if self._went_astray(step) else ""
        return Step(step.key, step.title, words, step.person, place, light, done=done, astray=astray)

    def _went_astray(self, step: PathStep) -> bool:
        """Whether the member wrote in the channel since this step began, in which they may still be."""
        begun = 0.0 if step.key == "answered" else self._marks.get("answered", self._astray)
        return self._astray > begun and not (self._private and step.private_place)

    def _idea(self, idea: PathIdea) -> Idea:
        only_look = idea.command is None and idea.action is None
        tried = (idea.person, idea.place) in self._seen if only_look else idea.title in self._tried
        not_now = "" if self._can_be_tried(idea) else idea.not_now
        return Idea(idea.title, idea.words, idea.person, idea.place, done=tried, not_now=not_now)

    def _can_be_tried(self, idea: PathIdea) -> bool:
        """Whether what an idea needs stands in its place at this moment: a button goes when its week closes."""
        if idea.action is None or self._stage is None:
            return True
        messages, person = self._stage.workspace.messages, self._stage.workspace.person(idea.person)
        kind, _, channel = idea.place.partition("/")
        there_now = messages.in_channel(channel) if kind == "in" else person.inbox()
        return any(has_action(message, idea.action) for message in there_now)

    async def _look(self, stage: World) -> None:
        """Take in what happened since the last look."""
        if "digest_read" not in self._marks:
            await self._look_at_the_weeks(stage)
        for entry in stage.workspace.journal.since(self._read):
            self._take_in(entry)
            self._read = entry.number
        self._look_for_the_answer(stage)
        path = self._path
        self._after("digest_read", "digest_sent", path.leader, "app/messages")
        self._after("came_back", "offered", path.member, f"in/{path.channel}")

    def _take_in(self, entry: Entry) -> None:
        data, path = entry.data, self._path
        if "answered" in self._marks and _went_on(entry, path):
            self._mark("heard_back", entry.at)
        if _posted(entry, path) and data["thread_ts"] is None:
            self._astray = entry.at
        if _answered_in_thread(entry, path) or _accepted(entry, path.member, "answer"):
            self._private = self._private or entry.kind == "delivery"
            self._mark("answered", entry.at - float(data.get("seconds", 0)))  # when it was sent, not when it was kept
        if _offered(entry, path.leader, self._team):
            self._mark("offered", entry.at)
        if entry.kind == "act":
            self._tried |= {i.title for group in path.roles for i in group.ideas if _tries(data, i)}

    async def _look_at_the_weeks(self, stage: World) -> None:
        """What the coach told the path's team and its leader so far, by the messages that stand there."""
        if not self._team:
            self._team = await self._team_of(stage)
        messages, leader = stage.workspace.messages, stage.workspace.person(self._path.leader)
        for message in (*messages.in_channel(self._path.channel), *leader.inbox()):
            mark = (message.metadata or {}).get("event_payload", {}).get("id")
            if mark is None or mark in self._known:
                continue
            self._known.add(mark)
            async with stage.parts.core.database.reading() as work:
                row = await work.deliveries.by_mark(mark)
            if row is not None and row.utterance == "playback":
                self._mark("played_back", float(message.ts))
            if row is not None and row.utterance == "digest/leader":
                self._mark("digest_sent", float(message.ts))
                self._week = int(row.facts["week"])

    async def _team_of(self, stage: World) -> str:
        """The id of the team in whose weeks the path goes."""
        async with stage.parts.core.database.reading() as work:
            campaign = there(await work.campaigns.by_name(stage.parts.workspace, self._cast.campaign.name))
            teams = await work.teams.of_campaign(campaign.id)
        return next((team.id for team in teams if team.channel == self._path.channel), "")

    def _look_for_the_answer(self, stage: World) -> None:
        """Where the coach put no further question, what it wrote back is heard by looking at it."""
        if "answered" not in self._marks or "heard_back" in self._marks:
            return
        place = "app/messages" if self._private else f"in/{self._path.channel}"
        seen = self._seen.get((self._path.member, place), 0.0)
        written = list(_written_back(stage, self._path, self._marks["answered"]))
        asked = any(has_action(message, "followup_") for message in written)
        if written and not asked and seen >= max(float(message.ts) for message in written):
            self._mark("heard_back", seen)

    def _after(self, mark: Mark, earlier: Mark, person: str, place: str) -> None:
        """Somebody looked at a place after something else had happened."""
        if earlier in self._marks and self._seen.get((person, place), 0.0) >= self._marks[earlier]:
            self._mark(mark, self._seen[person, place])

    def _mark(self, mark: Mark, at: float) -> None:
        self._marks[mark] = min(at, self._marks.get(mark, at))


def _written_back(stage: World, path: GuidedPath, since: float) -> Iterator[Message]:
    """What the coach wrote to the path's member alone since then."""
    dm = stage.workspace.person(path.member).dm_with_bot()
    for message in (*stage.workspace.messages.everything(dm), *stage.workspace.messages.everything(path.channel)):
        alone = message.channel == dm or message.ephemeral_to == path.member
        if message.by_app and alone and float(message.ts) >= since:
            yield message


def _posted(entry: Entry, path: GuidedPath) -> bool:
    """Whether the path's member wrote in the path's channel, in a thread or beside one."""
    data = entry.data
    posted = entry.kind == "act" and data["act"] == "post" and data["user"] == path.member
    return bool(posted and data["channel"] == path.channel)


def _answered_in_thread(entry: Entry, path: GuidedPath) -> bool:
    return _posted(entry, path) and entry.data["thread_ts"] is not None


def _accepted(entry: Entry, person: str, callback_id: str) -> bool:
    """Whether the coach took a form without finding fault with it."""
    data = entry.data
    if entry.kind != "delivery" or data["event_type"] != "view_submission" or not data["acknowledged"]:
        return False
    payload, answer = data["payload"], data["answer"]
    ours = payload["user"]["id"] == person and payload["view"].get("callback_id") == callback_id
    return ours and not (isinstance(answer, dict) and answer.get("response_action") == "errors")


def _offered(entry: Entry, person: str, team: str) -> bool:
    """Whether somebody offered this team times, or asked which days suit it ("<digest id>|<team id>")."""
    data = entry.data
    if _accepted(entry, person, "offer_times"):
        about: dict[str, str] = json.loads(data["payload"]["view"].get("private_metadata") or "{}")
        return about.get("team_id") == team
    if entry.kind != "delivery" or data["event_type"] != "block_actions" or not data["acknowledged"]:
        return False
    asked = [one for one in data["payload"]["actions"] if one.get("action_id") == "ask_for_days"]
    teams = {str(one.get("value", "")).partition("|")[2] for one in asked}
    return data["payload"]["user"]["id"] == person and team in teams


def _went_on(entry: Entry, path: GuidedPath) -> bool:
    """Whether the path's member answered the follow-up, in the thread or by its form, or waved it away."""
    data = entry.data
    if _accepted(entry, path.member, "follow_up"):
        return True
    if entry.kind != "act" or data["user"] != path.member:
        return False
    skipped = data["act"] == "click" and data.get("action_id") == "followup_skip"
    return skipped or (data["act"] == "post" and data.get("thread_ts") is not None)


def _tries(data: dict[str, object], idea: PathIdea) -> bool:
    if data["user"] != idea.person:
        return False
    if idea.command is not None:
        return data["act"] == "slash" and str(data.get("text", "")).startswith(idea.command)
    return idea.action is not None and str(data.get("action_id") or "").startswith(idea.action)
