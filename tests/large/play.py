"""The large play: a whole campaign lived by very many, over the product's own conversation, clock and desks.

People act through `Conversation.handle`, as Slack's events do; beats come from the runner; leaders and facilitators
act at their desks. Only the post is quick: what is due counts as posted. Each week's digests are held against a
photograph of the rows that was taken just before the week closed.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select

from bot.campaigns.ports import ChannelSeen
from bot.campaigns.runner import CampaignRunner
from bot.campaigns.unlinking import Unlinking
from bot.clock import Clocks
from bot.content.schema import Pack
from bot.dialogues import events as ev
from bot.dialogues.week import digest_key, questions_key, quotes_key, table_key
from bot.errors import WaymarkError
from bot.ids import delivery_id
from bot.insight.promised import Wanted
from bot.questions.desk import THREAD
from bot.storage.database import Database
from bot.storage.models import Beat, DigestRecord, Offer, Round
from bot.storage.question_models import LeaderQuestion, Promise
from bot.storage.quote_models import RELEASED, Quote
from tests.conversation.room import T1, Room
from tests.large import reading
from tests.large.acting import Crowd
from tests.large.land import Land, draw
from tests.large.photograph import Counted, photograph
from tests.large.truth import Judge
from tests.questions.town import desk_of as questions_of
from tests.quotes.town import FACILITATOR
from tests.quotes.town import desk_of as quotes_of

K = 5
PAGES = 4
"""Pages of quotes that are looked at in a week."""
PROMPT = "prompt/open"


@dataclass(frozen=True)
class Channels:
    """Slack's lists of who is in which channel."""

    land: Land

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """Everybody in a channel."""
        return next(team.members for team in self.land.teams if team.channel == channel)

    async def look(self, channel: str) -> ChannelSeen:
        """A channel."""
        return ChannelSeen(channel, channel.lower(), is_member=True)


@dataclass
class Report:
    """What was played and measured."""

    weeks: int = 0
    acts: int = 0
    refused: int = 0
    digests: int = 0
    checked: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    longest: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))


class Play:
    """One play on one database."""

    def __init__(self, database: Database, teams: int, people: int, seed: int = 1, weeks: int | None = None) -> None:
        """`weeks`: so many of the pack's areas; all of them without. `told` hears of each week that is over."""
        self.chance = Random(seed)
        self.room = Room(database)
        self.land = draw(self.chance, teams, people)
        self.weeks = weeks or len(self.room.pack.areas)
        self.crowd = Crowd(self.room, self.chance)
        clocks = Clocks(campaign=self.room.clock)
        channels = Channels(self.land)
        self.runner = CampaignRunner(database, self.room.conversation.handle, clocks, channels)  # type: ignore[arg-type]
        titles = {theme.key: theme.title for area in self.room.pack.areas for theme in area.themes}
        self.judge = Judge(K, {**titles, "something-else": "Something else"})
        self.report = Report(faults=self.judge.faults, checked=self.judge.checked)
        self._photos: dict[int, dict[str, Counted]] = {}
        self._gaps: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._read_last: dict[str, dict[str, Any]] = {}
        self.campaign_id = ""
        self._stamps = count(1)
        self._acts = count(1)
        self.told: Callable[[Report], None] = lambda _report: None

    @property
    def pack(self) -> Pack:
        """The areas."""
        return self.room.pack

    async def run(self) -> Report:
        """Play all weeks."""
        await self.room.begins(*self.land.teams, threshold=K)
        async with self.room.database.reading() as work:
            (campaign,) = await work.campaigns.all(T1)
        self.campaign_id = campaign.id
        while self.report.weeks < self.weeks:
            moment = await self.runner.next_event_at()
            if moment is None:
                break
            self.room.clock.move_to(max(moment, self.room.clock.now()))
            await self._live(await self._due())
        await self._at_the_end()
        self.report.acts, self.report.refused = self.crowd.acts, self.crowd.refused
        return self.report

    async def _live(self, due: set[tuple[str, int]]) -> None:
        """Do what is due, and what people do then."""
        kinds = dict(due)
        if "close" in kinds:
            self._photos[kinds["close"]] = await photograph(self.room, self.campaign_id, kinds["close"])
        began = time.perf_counter()
        tick = await self.runner.tick()
        for kind in kinds:
            self.report.seconds[f"beats: {kind}"] += time.perf_counter() - began
        self.judge.must("beats", tick.failed == 0, (kinds, tick))
        await self._post()
        began = time.perf_counter()
        if "open" in kinds:
            await self._open(kinds["open"])
        if "close" in kinds:
            await self._closed(kinds["close"])
        if "digest" in kinds:
            await self._digests(kinds["digest"])
        for kind in kinds:
            self.report.seconds[f"after: {kind}"] += time.perf_counter() - began
        await self._post()

    async def _due(self) -> set[tuple[str, int]]:
        async with self.room.database.reading() as work:
            rows = select(Beat.kind, Round.week).join(Round, Round.id == Beat.round_id)
            due = rows.where(Beat.state == "planned", Beat.due_at <= self.room.clock.now())
            return {(kind, week) for kind, week in (await work.session.execute(due)).all()}

    async def _post(self) -> None:
        """All that is due stands in Slack now."""
        now = self.room.clock.now()
        while True:
            async with self.room.database.unit_of_work() as work:
                due = await work.deliveries.claimable(now, now + timedelta(days=1), 500)
                for row in due:
                    ts = f"1700000000.{next(self._stamps):06}"
                    channel = await self.room.slack.address(T1, row.recipient)
                    changes = {"state": "sent", "channel": channel, "ts": ts, "sent_at": now}
                    await work.deliveries.compare_and_set(row.id, state="planned", token=row.token, changes=changes)
                    if row.utterance == PROMPT and row.round_id:
                        await work.rounds.set_prompt_ts(row.round_id, ts, channel)
                await work.commit()
            if not due:
                return

    async def _rounds(self, week: int) -> dict[str, Round]:
        """A week's rounds by their channel."""
        async with self.room.database.reading() as work:
            return {row.channel: row for row in await work.rounds.of_week(self.campaign_id, week)}

    async def _open(self, week: int) -> None:
        rounds = await self._rounds(week)
        for team in self.land.teams:
            await self.crowd.week(team, rounds[team.channel], self.pack.areas[week - 1])

    async def _closed(self, week: int) -> None:
        await Unlinking(self.room.database).move()
        rounds = await self._rounds(week)
        for team in self.land.teams[::4]:
            await self.crowd.late(team, rounds[team.channel])
        await self._release(PAGES)

    async def _release(self, pages: int) -> None:
        """A facilitator reads some pages, releases most and hides a few."""
        desk = quotes_of(self.room, facilitators=(FACILITATOR,))
        for _ in range(pages):
            page = await desk.look(T1, FACILITATOR)
            for item in page.items:
                if item.state == "waiting" and self.chance.random() < 0.8:
                    await desk.release(T1, FACILITATOR, item.quote_id, item.seen)
                elif item.state == "waiting":
                    await desk.hide(T1, FACILITATOR, item.quote_id, "It names a place.")

    # --- the digests -------------------------------------------------------------------------------------------------

    async def _digests(self, week: int) -> None:
        async with self.room.database.reading() as work:
            digests = [one for one in await work.digests.of_campaign(self.campaign_id) if one.week == week]
        led = self.land.leaders()
        self.judge.where = f"week {week}"
        self.judge.must("a digest for each leader", {one.leader for one in digests} == set(led), len(digests))
        for digest in digests:
            self.judge.where = f"week {week}, {digest.leader}"
            mine = {team.name for team in led[digest.leader]}
            self.judge.must("their teams alone", {t["team"] for t in digest.snapshot["teams"]} == mine, digest.leader)
            await self.hold(digest)
        self.judge.where = f"week {week}, sums"
        await self._sums(week)
        await self._read(digests)
        self._remember(week, digests)
        self.report.weeks, self.report.digests = week, self.report.digests + len(digests)
        await self._leaders_act(digests)
        await self._release(1)
        self.report.acts = self.crowd.acts
        self.told(self.report)

    async def hold(self, digest: DigestRecord) -> None:
        """Hold what a digest says against what is stored."""
        snapshot, week, judge = digest.snapshot, self._photos[digest.week], self.judge
        judge.heard(snapshot, week)
        judge.gaps(snapshot, week)
        judge.summary(snapshot)
        judge.themes(snapshot, week)
        judge.differ(snapshot)
        judge.sums(snapshot, week, await self._whole(digest.week))
        start = self.pack.start_of(self.pack.areas[digest.week - 1])
        judge.trend(snapshot, self._gaps, start.title if start else None)
        judge.partners(snapshot, await self._nows(digest.week))
        judge.rhythm(snapshot, week)
        judge.leaders(snapshot, week)
        judge.words(snapshot, week)
        async with self.room.database.reading() as work:
            quotes = (await work.session.scalars(select(Quote).where(Quote.state == RELEASED))).all()
            released = {quote.id: str(quote.body["text"]) for quote in quotes}
            promises = (await work.session.scalars(select(Promise))).all()
            offers = (await work.session.scalars(select(Offer).where(Offer.leader == digest.leader))).all()
            questions = (await work.session.scalars(select(LeaderQuestion))).all()
        mine = [
            (row.body["text"], row.owner, row.due_on.isoformat(), row.state)
            for row in promises
            if digest.leader in (row.made_by, row.owner, row.decider)
        ]
        judge.quotes(snapshot, week, released)
        judge.promises(snapshot, mine, len(offers))
        judge.questions(snapshot, week, self._sums_open(digest, week))
        kept = {row.id: row for row in questions}
        for item in (snapshot["questions"] or {"put": ()})["put"]:
            row = kept[item["id"]]
            so = (item["state"], item["reply_by"], item["kind"]) == (row.state, row.reply_by.isoformat(), row.kind)
            judge.must("question's record", so, item)

    async def _whole(self, week: int) -> dict[str, str]:
        """The organisations whose ratings were published for all of their teams, with the base."""
        async with self.room.database.reading() as work:
            rows = [row for row in await work.publications.of_campaign(self.campaign_id) if row.week == week]
        sums = [row.body for row in rows if row.kind == "figures" and row.audience.startswith("organisation/")]
        return {body["organisation"]: body["ratings"]["base"] for body in sums if _of_all(body)}

    async def _nows(self, week: int) -> dict[str | None, float]:
        """What was published of "now": of each organisation by name, and under None of all together."""
        async with self.room.database.reading() as work:
            rows = [row for row in await work.publications.of_campaign(self.campaign_id) if row.week == week]
        sums = [row.body for row in rows if row.kind == "figures" and row.body.get("shown") and row.body["ratings"]]
        return {body["organisation"]: body["ratings"]["now"] for body in sums}

    async def _sums(self, week: int) -> None:
        """Every sum that was published, in a digest or not, is true of its teams."""
        whole = await self._whole(week)
        async with self.room.database.reading() as work:
            rows = [row for row in await work.publications.of_campaign(self.campaign_id) if row.week == week]
        for body in [row.body for row in rows if row.kind == "figures" and "shown" in row.body]:
            name = body.get("organisation")
            teams = [t for t in self._photos[week].values() if name in (None, t.team.organisation)]
            if body["shown"]:
                self.judge.sum_heard(body, teams)
            if body["shown"] and body["ratings"]:
                self.judge.sum_rated(body["ratings"], teams, whole if name is None else {})

    def _sums_open(self, digest: DigestRecord, week: Mapping[str, Counted]) -> dict[str, bool]:
        """Of which organisations the small teams are k people together, each counted once, and a sum was shown."""
        shown = {item["organisation"] for item in digest.snapshot["heard"]["organisations"]}
        found = {}
        for name in shown - {None}:
            small = self.judge.small_teams(week, name)
            people, twice = 0, 0
            for team in small:
                people += len(team.took_part)
            every = [user for team in week.values() if team.team.organisation == name for user in team.staff]
            twice = len(every) - len(set(every))
            found[name] = people >= K + twice
        return found

    async def _read(self, digests: list[DigestRecord]) -> None:
        """Draw each message of each digest, and read it back."""
        for digest in digests:
            self.judge.where = f"week {digest.week}, {digest.leader}, as it stands"
            async with self.room.database.reading() as work:
                keys = {
                    "screen": digest_key(digest.id),
                    "table": table_key(digest.id),
                    "questions": questions_key(digest.id),
                    "quotes": quotes_key(digest.id),
                }
                rows = {name: await work.deliveries.get(delivery_id(key)) for name, key in keys.items()}
            facts = {name: row.facts for name, row in rows.items() if row is not None}
            if self._read_last.get(digest.id) == facts:
                continue
            self._read_last[digest.id] = facts
            self._longest("screen", reading.screen(self.judge, facts["screen"]))
            several = len(digest.snapshot["heard"]["teams"]) > 1
            self.judge.must("a table for several teams", several == ("table" in facts), digest.leader)
            if "table" in facts:
                self._longest("table", reading.table(self.judge, digest.snapshot, facts["table"]))
            for name in ("questions", "quotes"):
                if name in facts:
                    self._longest(name, reading.draw(self.judge, f"digest/{name}", facts[name]))

    def _longest(self, name: str, drawn: Any) -> None:
        longest = self.report.longest
        longest[f"{name}: characters"] = max(longest[f"{name}: characters"], len(drawn.text))
        longest[f"{name}: blocks"] = max(longest[f"{name}: blocks"], len(drawn.blocks))

    def _remember(self, week: int, digests: list[DigestRecord]) -> None:
        """The gaps that were shown, for the weeks after."""
        title = self.pack.areas[week - 1].title
        shown = {i["team_id"]: i["gap"] for one in digests for i in (one.snapshot["gaps"] or {"teams": []})["teams"]}
        for team_id, gap in shown.items():
            if gap is not None:
                self._gaps[team_id].append((title, gap))

    async def _leaders_act(self, digests: list[DigestRecord]) -> None:
        """Some say what comes of a question, or offer a talk; the digests show it."""
        desk = questions_of(self.room)
        for digest in self.chance.sample(digests, max(1, len(digests) // 2)):
            put = [item for item in (digest.snapshot["questions"] or {"put": ()})["put"] if item.get("id")]
            if put:
                await self._acts_on(desk, digest.leader, self.chance.choice(put)["id"])
            if self.chance.random() < 0.4:
                team = self.chance.choice(digest.snapshot["teams"])["team_id"]
                await self.crowd.do(ev.TalkOffered, digest_id=digest.id, team_id=team, user=digest.leader)
        await self._read(digests)

    async def _acts_on(self, desk: Any, leader: str, question: str) -> None:
        act, words = f"large/{next(self._acts)}", self.crowd.text("From your leader: ")
        try:
            match self.chance.choice(("answer", "promise", "promise", "not_now", "offer_talk")):
                case "answer":
                    await desk.answer(T1, leader, question, act, words, THREAD)
                case "promise":
                    day = (self.room.clock.now() + timedelta(days=self.chance.randint(5, 40))).date()
                    await desk.promise(T1, leader, question, act, Wanted(words, leader, day))
                case "not_now":
                    await desk.not_now(T1, leader, question, act, words)
                case _:
                    await desk.offer_talk(T1, leader, question, act)
        except WaymarkError:
            self.report.refused += 1

    async def _at_the_end(self) -> None:
        """Every digest once more, as it stands after all that came later: states are those of the records."""
        async with self.room.database.reading() as work:
            digests = await work.digests.of_campaign(self.campaign_id)
            states = {row.id: row.state for row in (await work.session.scalars(select(LeaderQuestion))).all()}
            for digest in digests:
                self.judge.where = f"week {digest.week}, {digest.leader}, at the end"
                row = await work.deliveries.get(delivery_id(digest_key(digest.id)))
                assert row is not None
                for item in (row.facts["questions"] or {"put": ()})["put"]:
                    self.judge.must("state at the end", item["state"] == states[item["id"]], item)
        await self._read(digests)


def _of_all(body: Mapping[str, Any]) -> bool:
    return bool(body["shown"] and body["ratings"] and body["ratings"]["all_teams"])
