"""Sees how far somebody has come on the guided path.

A step is done when what it asks for has really happened: the sandbox's journal, the database or the visit of a page
shows it. Moments are numbers of the journal, because story time stands still while people act.
"""

from collections.abc import Sequence

from bot.errors import there
from demo.cast import Cast
from demo.path import GuidedPath, Mark, PathIdea, PathStep, load_path
from demo.world import World
from sandbox.client.guide import Idea, Ideas, Step
from sandbox.journal import Entry


class StoryGuide:
    """The path through one world's story, for one visitor."""

    def __init__(self, cast: Cast, path: GuidedPath | None = None) -> None:
        self._cast = cast
        self._path = path or load_path()
        self._stage: World | None = None
        self._read = 0
        self._private = False
        self._team = ""
        self._seen: dict[tuple[str, str], int] = {}  # person and place, by the journal's number then
        self._marks: dict[Mark, int] = {}
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

    def visited(self, person: str, place: str) -> None:
        """Take note that somebody looks at a place as this person."""
        if self._stage is not None:
            self._seen[person, place] = len(self._stage.workspace.journal)

    async def steps(self) -> list[Step]:
        """The steps, each with whether it is done."""
        if self._stage is not None:
            await self._look(self._stage)
        return [self._step(step) for step in self._path.steps]

    async def ideas(self) -> list[Ideas]:
        """What to try next, by role."""
        if self._stage is not None:
            await self._look(self._stage)
        return [Ideas(group.role, tuple(self._idea(idea) for idea in group.ideas)) for group in self._path.roles]

    def _step(self, step: PathStep) -> Step:
        words, place = step.words, step.place
        if self._private:
            words, place = step.private_words or words, step.private_place or place
        light = step.light.replace("{team}", self._team)
        return Step(step.key, step.title, words, step.person, place, light, done=step.key in self._marks)

    def _idea(self, idea: PathIdea) -> Idea:
        only_look = idea.command is None and idea.action is None
        tried = (idea.person, idea.place) in self._seen if only_look else idea.title in self._tried
        return Idea(idea.title, idea.words, idea.person, idea.place, done=tried)

    async def _look(self, stage: World) -> None:
        """Take in what happened since the last look."""
        self._team = self._team or await self._team_of(stage)
        for entry in stage.workspace.journal.since(self._read):
            self._take_in(entry)
            self._read = entry.number
        await self._look_at_the_week(stage)
        path = self._path
        self._after("heard_back", "answered", path.member, "app/messages")
        self._after("digest_read", "digest_sent", path.leader, "app/messages")
        self._after("came_back", "offered", path.member, f"in/{path.channel}")

    def _take_in(self, entry: Entry) -> None:
        data, path = entry.data, self._path
        if entry.kind == "act" and data["user"] == path.member and _went_on(data) and "answered" in self._marks:
            self._mark("heard_back", entry.number)
        if _answered_in_thread(entry, path) or _accepted(entry, path.member, "answer"):
            self._private = self._private or entry.kind == "delivery"
            self._mark("answered", entry.number)
        if _offered(entry, path.leader, self._team):
            self._mark("offered", entry.number)
        if entry.kind == "act":
            self._tried |= {i.title for group in path.roles for i in group.ideas if _tries(data, i)}

    async def _team_of(self, stage: World) -> str:
        """The id of the team in whose week the path goes."""
        async with stage.parts.core.database.reading() as work:
            campaign = there(await work.campaigns.by_name(stage.parts.workspace, self._cast.campaign.name))
            rounds = await work.rounds.of_campaign(campaign.id)
        return next((one.team_id for one in rounds if one.channel == self._path.channel), "")

    async def _look_at_the_week(self, stage: World) -> None:
        """The first week's beats, as the database has them."""
        if "digest_sent" in self._marks:
            return
        async with stage.parts.core.database.reading() as work:
            campaign = there(await work.campaigns.by_name(stage.parts.workspace, self._cast.campaign.name))
            rounds = await work.rounds.of_campaign(campaign.id)
            first = there(next((r for r in rounds if (r.channel, r.week) == (self._path.channel, 1)), None))
            done = {beat.kind for beat in await work.beats.of_round(first.id) if beat.state == "done"}
        if "playback" in done:
            self._mark("played_back", self._read)
        if "digest" in done:
            self._mark("digest_sent", self._read)

    def _after(self, mark: Mark, earlier: Mark, person: str, place: str) -> None:
        """Somebody looked at a place after something else had happened."""
        if earlier in self._marks and self._seen.get((person, place), -1) >= self._marks[earlier]:
            self._mark(mark, self._seen[person, place])

    def _mark(self, mark: Mark, number: int) -> None:
        self._marks.setdefault(mark, number)


def _answered_in_thread(entry: Entry, path: GuidedPath) -> bool:
    data = entry.data
    posted = entry.kind == "act" and data["act"] == "post" and data["user"] == path.member
    return posted and data["channel"] == path.channel and data["thread_ts"] is not None


def _accepted(entry: Entry, person: str, callback_id: str) -> bool:
    """Whether the coach took a form without finding fault with it."""
    data = entry.data
    if entry.kind != "delivery" or data["event_type"] != "view_submission" or not data["acknowledged"]:
        return False
    payload, answer = data["payload"], data["answer"]
    ours = payload["user"]["id"] == person and payload["view"].get("callback_id") == callback_id
    return ours and not (isinstance(answer, dict) and answer.get("response_action") == "errors")


def _offered(entry: Entry, person: str, team: str) -> bool:
    """Whether somebody offered this team a talk; the value of an offer is "<digest id>|<team id>"."""
    data = entry.data
    if entry.kind != "delivery" or data["event_type"] != "block_actions" or not data["acknowledged"]:
        return False
    offers = [one for one in data["payload"]["actions"] if str(one.get("action_id", "")).startswith("offer_talk")]
    values = [str(one.get("value") or (one.get("selected_option") or {}).get("value", "")) for one in offers]
    return data["payload"]["user"]["id"] == person and any(value.partition("|")[2] == team for value in values)


def _went_on(data: dict[str, object]) -> bool:
    """Whether somebody answered the follow-up, or waved it away."""
    follow_up = data["act"] == "click" and str(data.get("action_id", "")).startswith("followup_")
    return follow_up or (data["act"] == "post" and data.get("thread_ts") is not None)


def _tries(data: dict[str, object], idea: PathIdea) -> bool:
    if data["user"] != idea.person:
        return False
    if idea.command is not None:
        return data["act"] == "slash" and str(data.get("text", "")).startswith(idea.command)
    return idea.action is not None and str(data.get("action_id") or "").startswith(idea.action)
