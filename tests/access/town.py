"""A town to try the doors of: two teams, everybody who may be somebody, and payloads as Slack signs them.

What a person could bend is bent: the values of buttons, the ids that travel with forms, the form itself. What only
Slack writes is left true: who acts, and in which channel the message stands that they tapped.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import select

from bot.campaigns.readers import ReaderPlan
from bot.delivery.embedded import EmbeddedDispatcher
from bot.errors import there
from bot.insight.meetings import EACH, LISTENING, TEAM, Wish
from bot.insight.promised import Wanted
from bot.meetings.offering import OfferDesk
from bot.questions.promise_desk import PromiseDesk
from bot.storage.meeting_models import MeetingTime
from bot.storage.models import Round
from bot.storage.own_data_models import FileWaiting
from demo.cast import Cast, load_cast
from demo.world import WITH_MAIL, World, next_event, plan_of, world

SECRET = "The van keys are with the night porter, and he sleeps."
UNTOUCHED = {"seen_events", "processes", "rate_buckets", "signs_of_life", "tallies", "wakes", "read_backs"}
"""Tables that an act may change whoever does it: they hold nothing of anybody."""
QUOTED = "We asked the shop on the corner and it helped us."
SPARE = "CSPARE0001"
"""A channel in which nothing runs."""


@dataclass(frozen=True)
class Ids:
    """What there is to be taken: things of the first team and of its people."""

    round: str
    campaign: str
    draft: str
    sketch: str
    confidential: str
    digest: str
    team: str
    third_day: str
    quote: str
    quote_seen: str
    quoted: str
    question: str
    asked: str  # the answer that the question is
    leaders: str  # who would get a name
    subscription: str
    meeting: str
    time: str
    promise: str
    idea: str


@dataclass
class Town:
    """The town while it stands. `people` are the roles' names and who holds them."""

    stage: World
    database: Path
    people: Mapping[str, str]
    ids: Ids | None = None
    shown: list[str] = field(default_factory=list)
    _restless: bool = True
    _version: int = -1
    _held: str = ""

    @property
    def first(self) -> Any:
        """The team that things are taken from."""
        return self.stage.cast.teams[0]

    def state(self) -> str:
        """What the whole database holds, in one word; read anew only where somebody has written since."""
        (version,) = self._reader.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version, self._held = version, self._read()
        return self._held

    def _read(self) -> str:
        tables = [name for (name,) in self._reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {
            table: sorted(map(repr, self._reader.execute(f"SELECT * FROM {table}")))  # noqa: S608 - names of our own
            for table in tables
            if table not in UNTOUCHED
        }
        return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)

    @contextmanager
    def all_in_another_workspace(self) -> Iterator[None]:
        """Have everything that is kept belong to another workspace for a while."""
        here = self.stage.parts.workspace
        for before, after in ((here, "T0OTHER"), ("T0OTHER", here)):
            with sqlite3.connect(self.database) as connection:
                for table in (
                    "campaigns",
                    "teams",
                    "rounds",
                    "answers",
                    "campaign_sketches",
                    "quotes",
                    "leader_questions",
                    "promises",
                    "subscriptions",
                    "meetings",
                    "ideas",
                ):
                    connection.execute(
                        f"UPDATE {table} SET workspace = ? WHERE workspace = ?",  # noqa: S608 - names of our own
                        (after, before),
                    )
            if after != here:
                yield

    async def settled(self) -> None:
        """Let what an act led to come to its end, so that nothing changes by itself any more.

        What Slack tells of it arrives, what is due leaves, what lost its parent is cancelled now and not at the next
        sweep, and every file is there. Only a round of all this in which nothing was written is the last one.
        """
        parts, settled = self.stage.parts, None if self._restless else self._held
        dispatcher = cast("EmbeddedDispatcher", parts.dispatcher)
        await self._nothing_is_on_its_way()
        while settled != (settled := self.state()):
            await dispatcher.settle()
            await dispatcher.steps.sweep()
            while await self._files_wait():
                await parts.files.send_due()
                await parts.core.clocks.wire.sleep(0.01)
            await self._nothing_is_on_its_way()
        self._restless = False

    async def _nothing_is_on_its_way(self) -> None:
        """Wait for what runs beside the acts: what Slack brings to the bot, and the bot's looks at its channels."""
        await self.stage.workspace.dispatcher.idle()
        await self.stage.parts.campaigns.idle()

    async def _files_wait(self) -> bool:
        """Whether a file that was asked for is not there yet, whoever is sending it."""
        async with self.stage.parts.core.database.reading() as work:
            return (await work.session.scalars(select(FileWaiting.id))).first() is not None

    async def does(self, user: str, payload: Mapping[str, Any]) -> tuple[bool, str]:
        """Have somebody do something; whether the database was changed by it, and all that they were shown."""
        await self.settled()
        before, views = self.state(), {view.id: json.dumps(view.body) for view in self._views(user)}
        slack, heard = self.stage.workspace, []
        body = {**self._common(user), **payload}
        url = slack.response_urls.issue(user, slack.direct(user, slack.app.bot_user).id, None)
        if "response_url" in body:
            body["response_url"] = url
        answer = await self.stage.parts.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        heard.append(answer.body or "")
        heard += [json.dumps(view.body) for view in self._views(user) if views.get(view.id) != json.dumps(view.body)]
        heard += [json.dumps(m.blocks) + m.text for m in self._whispers(user)]
        self._restless = self.state() != before
        return self._restless, " ".join(heard)

    def tap(self, action: str, value: str, *, channel: str | None = None) -> dict[str, Any]:
        """A button: in a message of a channel, or in the Home tab."""
        payload: dict[str, Any] = {
            "type": "block_actions",
            "actions": [{"action_id": action, "value": value, "type": "button", "block_id": "b"}],
            "response_url": "",
        }
        if channel is None:
            return {**payload, "container": {"type": "view", "view_id": "V0HOME"}, "view": _view("home", "", {}, {})}
        place = {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": False}
        return {**payload, "container": place, "channel": {"id": channel, "name": "c"}, "message": {"ts": "1.1"}}

    def form(self, callback: str, ids: Mapping[str, str], values: Mapping[str, Any], number: int) -> dict[str, Any]:
        """A form that is sent; `number` makes it another one."""
        view = _view("modal", callback, ids, values) | {"id": f"V0FORM{number:04}"}
        return {"type": "view_submission", "view": view, "response_urls": []}

    def command(self, text: str) -> dict[str, Any]:
        """What is typed after /waymark."""
        return {"command": "/waymark", "text": text, "channel_id": "C0", "channel_name": "c", "response_url": ""}

    def _common(self, user: str) -> dict[str, Any]:
        slack = self.stage.workspace
        return {
            "user": {"id": user, "username": "x", "name": "x", "team_id": slack.team_id},
            "user_id": user,
            "team": {"id": slack.team_id, "domain": "d"},
            "team_id": slack.team_id,
            "api_app_id": slack.app.id,
            "token": "t",
            "trigger_id": slack.triggers.issue(user),
            "is_enterprise_install": False,
        }

    def _views(self, user: str) -> list[Any]:
        return self.stage.workspace.views.stack(user)

    def _whispers(self, user: str) -> list[Any]:
        person, slack = self.stage.workspace.person(user), self.stage.workspace
        dm = slack.direct(user, slack.app.bot_user).id
        found = [m for m in person.ephemerals(dm) if m.ts not in self.shown]
        self.shown += [message.ts for message in found]
        return found


def _view(kind: str, callback: str, ids: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "V0VIEW",
        "type": kind,
        "callback_id": callback,
        "hash": "1",
        "private_metadata": json.dumps(dict(ids)),
        "blocks": [{"type": "input", "block_id": name} for name in values] or [{"type": "input", "block_id": "text"}],
        "state": {"values": {name: {"x": value} for name, value in values.items()}},
    }


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Two teams that have lived one week and are asked again; the first one's people have answered."""
    cast = load_cast()
    cast = cast.model_copy(update={"teams": cast.teams[:2]})
    database = folder / "town.sqlite3"
    async with world(cast, database, settings=WITH_MAIL) as stage:
        stage.workspace.add_channel("spare", [cast.admin.id], channel_id=SPARE)
        yield Town(stage, database, _people(cast))


def _people(cast: Cast) -> dict[str, str]:
    first, second = cast.teams
    return {
        "author": first.people[0].id,
        "colleague": first.people[1].id,
        "member of another team": second.people[0].id,
        "reader": cast.readers[0].id,
        "leader": first.leaders[0],
        "leader of another team": next(leader for leader in second.leaders if leader not in first.leaders),
        "admin": cast.admin.id,
        "facilitator": cast.facilitator.id,
    }


async def lives(place: Town, words: Mapping[str, Any], to_quote: Mapping[str, Any]) -> Ids:
    """Start the campaign, live through the first week, in which all take part, open the second, and have the author
    say something."""
    stage = place.stage
    parts, by = stage.parts, (stage.parts.workspace, stage.cast.admin.id)
    plan = replace(plan_of(stage.cast), readers=(ReaderPlan(place.people["reader"], "service"),))
    campaign = (await parts.campaigns.create(plan, *by)).id
    while not await _open(stage, campaign, 1):
        assert await next_event(stage)
    first = await _open(stage, campaign, 1)
    for number, person in enumerate(place.first.people):
        told = {**to_quote, "text": {"value": QUOTED}} if person.id == place.people["author"] else words
        await place.does(person.id, place.form("answer", {"round_id": there(first).id}, told, 9100 + number))
    asked = {name: value for name, value in words.items() if name != "question"}
    ids = {"round_id": there(first).id, "question": "to_leaders"}
    await place.does(place.people["author"], place.form("answer", ids, asked, 9200))
    while not (round_ := await _open(stage, campaign, 2)):
        assert await next_event(stage)
    said = {**words, "text": {"value": SECRET}}
    await place.does(place.people["author"], place.form("answer", {"round_id": round_.id}, said, 9001))
    shared = {
        "need": {"value": "Nobody has the keys."},
        "for_whom": {"value": "tenants"},
        "idea": {"value": "A box with a code."},
        "red_tape": {"value": "Form 12"},
        "mode": {"selected_option": {"value": "named"}},
    }
    await place.does(place.people["author"], place.form("share_idea", {"team_id": round_.team_id}, shared, 9300))
    elsewhere = replace(plan_of(stage.cast).teams[0], channel=SPARE)
    draft = await parts.campaigns.create(
        replace(plan, name="Another", start=date(2027, 6, 1), teams=(elsewhere,), readers=()), *by, start=False
    )
    wanted = Wanted("A new key.", place.people["leader"], date(2027, 2, 1))
    desk = PromiseDesk(parts.core.database, parts.core.clocks)
    await desk.make(parts.workspace, place.people["leader"], there(first).id, "a promise", wanted)
    await place.does(stage.cast.admin.id, place.tap("open_schedule", "x"))
    _, listed = await place.does(stage.cast.facilitator.id, place.tap("open_quotes", "0"))
    seen = re.findall(r'"value": "([^|"]+)\|([^"]+)"', listed)
    assert len(seen) == 1, "one quote waits"
    return await _ids(stage, campaign, draft.id, round_, seen[0])


async def _open(stage: World, campaign: str, week: int) -> Round | None:
    """The first team's round of a week, once all teams have theirs open."""
    async with stage.parts.core.database.reading() as work:
        rounds = [row for row in await work.rounds.of_campaign(campaign) if row.week == week]
    first = [row for row in rounds if row.channel == stage.cast.teams[0].channel]
    return first[0] if all(row.state == "open" and row.prompt_ts for row in rounds) else None


async def _times(stage: World, digest_id: str, team_id: str) -> MeetingTime:
    """The first team's leader offers it two times to meet; the first one."""
    core, leader = stage.parts.core, stage.cast.teams[0].leaders[0]
    starts = (datetime(2027, 2, 2, 10, tzinfo=UTC), datetime(2027, 2, 3, 10, tzinfo=UTC), None)
    wish = Wish("The depot", LISTENING, TEAM, EACH, starts, minutes=45, places=8, place="Room 4")
    desk = OfferDesk(core.database, core.identities, core.clocks)
    await desk.offer_to_team(stage.parts.workspace, leader, digest_id, team_id, "view/V0OFFER", wish)
    async with core.database.reading() as work:
        (meeting,) = await work.meetings.offered_by(stage.parts.workspace, leader)
        return (await work.meetings.times_of(meeting.id))[0]


async def _ids(stage: World, campaign: str, draft: str, round_: Round, quote: tuple[str, str]) -> Ids:
    async with stage.parts.core.database.reading() as work:
        (answer,) = await work.answers.of_round(round_.id)
        (sketch,) = [there(await work.sketches.of(stage.parts.workspace, stage.cast.admin.id, ""))]
        kept = next((row for row in await work.quotes.all(stage.parts.workspace) if row.id == quote[0]), None)
        digest = there(await work.digests.of_week(campaign, stage.cast.teams[0].leaders[0], 1))
        (question,) = await work.questions.of_campaign(campaign)
        (idea,) = await work.ideas.of_campaign(campaign)
        (subscription,) = await work.subscriptions.of_campaign(campaign)
        (promise,) = await work.promises.of_campaign(campaign)
        third = next(row for row in await work.rounds.of_team(round_.team_id) if row.week == 3)
    time = await _times(stage, digest.id, round_.team_id)
    return Ids(
        round=round_.id,
        campaign=campaign,
        draft=draft,
        sketch=sketch.id,
        confidential=answer.id,
        digest=digest.id,
        team=round_.team_id,
        third_day=third.opens_on.isoformat(),
        quote=quote[0],
        quote_seen=quote[1],
        quoted=there(there(kept).answer_id),
        question=question.id,
        asked=there(question.answer_id),
        leaders=" ".join(stage.cast.teams[0].leaders),
        subscription=subscription.id,
        meeting=time.meeting_id,
        time=time.id,
        promise=promise.id,
        idea=idea.id,
    )
