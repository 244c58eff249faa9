"""Where quotes are decided about: a facilitator releases, hides or cuts, an author takes back or replies.

Each act is one transaction, checked here whoever sent it: the role by the settings, that they lead no team it may come
from, that it may still be quoted, and that its words are those they saw. Each use of the role leaves an audit line.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clocks
from bot.dialogues.coaching.scene import receipt_key
from bot.errors import AskAgain, FieldProblem, NotAllowed, NotFound
from bot.ids import delivery_id
from bot.insight.redaction import Names
from bot.insight.redaction.further import cut_further
from bot.quoting.following import unquote
from bot.quoting.looking import Looked, leads, look_at, page, unseen
from bot.quoting.objecting import objected
from bot.quoting.ports import KnowsNames
from bot.quoting.released import keep_digests_in_step
from bot.quoting.sources import QUOTED_IN, source_of
from bot.quoting.telling import tell_hidden, tell_released, working_moment
from bot.roles import Permission, Roster
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Answer
from bot.storage.quote_models import HIDDEN, RELEASED, WAITING, Quote
from bot.storage.repositories.deletions import QUOTE
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import QuotesPage

ONLY = "Only facilitators look at quotes. Whoever runs Waymark names them."
GONE = "That quote is not here any more. Its author changed it, deleted it, or does not want it quoted."
OWN_TEAM = "You lead a team that this may come from, so another facilitator decides about it."
CHANGED = "These words have changed since you saw them. Please open the list again."


@dataclass(frozen=True)
class Decision:
    """One act of a facilitator on one quote, in its transaction."""

    work: UnitOfWork
    looked: Looked
    now: datetime

    @property
    def quote(self) -> Quote:
        """The quote."""
        return self.looked.quote

    def put(self, state: str, **body: str) -> None:
        """Set the state, and what is kept of it; an empty value takes one away."""
        left = {**self.quote.body, **body}
        self.quote.state, self.quote.body = state, {name: value for name, value in left.items() if value}


class QuoteDesk:
    """The desk."""

    def __init__(
        self,
        database: Database,
        identities: Identities,
        clocks: Clocks,
        roster: Roster,
        names: KnowsNames,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._identities = identities
        self._clock = clocks.campaign
        self._roster = roster
        self._names = names
        self._on_change = on_change

    async def look(self, workspace: str, user: str, start: int = 0) -> QuotesPage:
        """Give a facilitator what waits for them, and what was decided."""
        self._roster.require(user, Permission.RELEASE_QUOTES, ONLY)
        names = await self._known(workspace)
        await self._write_down(workspace)
        async with self._database.reading() as work:
            return await page(work, self._identities, workspace, user, names, start)

    async def _write_down(self, workspace: str) -> None:
        """Give a quote to each source that is seen for the first time: looked for while nobody waits for us."""
        async with self._database.reading() as work:
            fresh = await unseen(work, self._identities, workspace)
        if fresh:
            async with self._database.unit_of_work() as work:
                await work.quotes.add_once(fresh)
                await work.commit()

    async def one(self, workspace: str, user: str, quote_id: str) -> Looked:
        """Give a facilitator one quote, to cut more out of it or to hide it."""
        async with self._deciding(workspace, user, quote_id, "looked at a quote", keep=False) as decision:
            return decision.looked

    async def release(self, workspace: str, user: str, quote_id: str, seen: str) -> None:
        """Let leaders read a quote as the facilitator saw it. Raises `AskAgain` if its words are others now."""
        async with self._deciding(workspace, user, quote_id, "released a quote") as decision:
            if seen != decision.looked.seen:
                raise AskAgain(CHANGED)
            if await objected(decision.work, self._identities, decision.looked.source):
                raise NotFound(GONE)
            decision.put(RELEASED, text=decision.looked.text, reason="", reply="")
            await tell_released(decision.work, decision.quote)
            await self._in_step(decision)

    async def hide(self, workspace: str, user: str, quote_id: str, reason: str) -> bool:
        """Keep a quote from leaders, also one that was released; whether its author will be told why."""
        if not reason.strip():
            raise FieldProblem("reason", "Please say why in a few words. Its author reads them.")
        async with self._deciding(workspace, user, quote_id, "hid a quote") as decision:
            decision.quote.hidings += 1
            decision.put(HIDDEN, reason=reason.strip(), reply="")
            await self._in_step(decision)
            quote, source = decision.quote, decision.looked.source
            return await tell_hidden(decision.work, self._identities, quote, source, reason.strip(), decision.now)

    async def cut(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        """Take whole words out of a quote that waits. Raises `FieldProblem` for words that were not there."""
        async with self._deciding(workspace, user, quote_id, "cut words out of a quote") as decision:
            left = cut_further(decision.looked.text, words)
            if left is None:
                raise FieldProblem(
                    "words", "Only take whole words out. Nothing may be added, changed or moved, and some must stay."
                )
            decision.put(WAITING, text=left)
            await self._in_step(decision)

    @asynccontextmanager
    async def _deciding(
        self, workspace: str, user: str, quote_id: str, act: str, *, keep: bool = True
    ) -> AsyncIterator[Decision]:
        """One act of a facilitator on one quote that nobody else changes meanwhile, with its audit line."""
        self._roster.require(user, Permission.RELEASE_QUOTES, ONLY)
        names = await self._known(workspace)
        async with self._database.unit_of_work() as work:
            decision = Decision(work, await self._held(work, workspace, quote_id, names), self._clock.now())
            if leads(user, decision.looked.source):
                raise NotAllowed(OWN_TEAM)
            yield decision
            if keep:
                await self._noted(decision, user, act)
                await work.commit()
        if keep:
            self._on_change()

    async def _held(self, work: UnitOfWork, workspace: str, quote_id: str, names: Names) -> Looked:
        """A quote with its source, held: first the round, as everything does that its author does."""
        quote = await work.quotes.lock_under_round(quote_id)
        if quote is None or quote.workspace != workspace:
            raise NotFound(GONE)
        source = await source_of(work, quote)
        if source is None:
            raise NotFound(GONE)
        return look_at(quote, source, names)

    async def _in_step(self, decision: Decision) -> None:
        await decision.work.flush()
        due_at = working_moment(decision.looked.source, decision.now)
        await keep_digests_in_step(decision.work, decision.quote.campaign_id, decision.quote.week, due_at)

    async def _noted(self, decision: Decision, user: str, act: str) -> None:
        """Never what was said; whom it concerns by their code, and nobody where there is none."""
        quote, answer = decision.quote, decision.looked.source.answer
        await decision.work.audit.note(
            quote.workspace,
            decision.now,
            user,
            act,
            subject_code=answer.person_code if answer else None,
            campaign_id=quote.campaign_id,
            about=f"week {quote.week}",
        )

    async def _known(self, workspace: str) -> Names:
        """The names to take out: Slack is asked before anything is held. Raises `TryLater` when it does not answer."""
        async with self._database.reading() as work:
            campaigns = [one for one in await work.campaigns.all(workspace) if one.state in QUOTED_IN]
            teams = [team for campaign in campaigns for team in await work.teams.of_campaign(campaign.id)]
        names = await self._names.names({user for team in teams for user in (*team.members, *team.leaders)})
        names.make_ready()
        return names

    # --- the author ---------------------------------------------------------------------------------------------------

    async def stop(self, workspace: str, user: str, answer_id: str) -> None:
        """Take the permission to quote back, before a release or after. Raises `NotAllowed` for another's answer."""
        async with self._database.unit_of_work() as work:
            answer = await self._own(work, workspace, user, answer_id)
            if answer.quotable:
                await work.answers.revise(
                    answer.id, text=answer.text or "", person_code=answer.person_code, quotable=False
                )
                await unquote(work, answer.id)
                await work.deletions.note(QUOTE, answer.id, self._clock.now().date())
                await _receipt_says_no(work, answer.id)
            await work.commit()
        self._on_change()

    async def reply(self, workspace: str, user: str, quote_id: str, words: str) -> None:
        """Let the author of a hidden quote answer the reason, without a name: then it waits once more."""
        if not words.strip():
            raise FieldProblem("text", "Please write a few words, or close this without sending.")
        async with self._database.unit_of_work() as work:
            quote = await work.quotes.lock_under_round(quote_id)
            if quote is None or quote.workspace != workspace or quote.answer_id is None:
                raise NotFound("That quote is not here any more.")
            await self._own(work, workspace, user, quote.answer_id)
            if quote.state != HIDDEN:
                raise AskAgain("You have replied to this already, or it was looked at again since.")
            quote.state, quote.body = WAITING, {**quote.body, "reply": words.strip()}
            await work.commit()

    async def _own(self, work: UnitOfWork, workspace: str, user: str, answer_id: str) -> Answer:
        answer = await work.answers.hold(answer_id)
        if answer is None or answer.workspace != workspace or answer.deleted_at is not None:
            raise NotFound("That answer is not here any more. It may have been deleted already.")
        round_ = await work.rounds.get(answer.round_id)
        campaign = await work.campaigns.get(round_.campaign_id) if round_ else None
        salt = campaign.salt if campaign else None
        if salt is None or self._identities.codes(salt, workspace, user).answers != answer.person_code:
            raise NotAllowed("Only the person who wrote an answer can do this.")
        return answer


async def _receipt_says_no(work: UnitOfWork, answer_id: str) -> None:
    """Have the receipt in the author's messages say that it is not quoted."""
    row = await work.deliveries.get(delivery_id(receipt_key(answer_id)))
    if row is None or not row.facts:
        return
    wanted = await work.desired.get(f"message/{row.id}")
    utterance, facts = (wanted.utterance, wanted.facts) if wanted and wanted.utterance else (row.utterance, row.facts)
    row.facts = {**row.facts, "quotable": False}
    await work.desired.show(
        f"message/{row.id}",
        row.workspace,
        utterance,
        {**facts, "quotable": False},
        language=row.language,
        zone=row.zone,
    )
