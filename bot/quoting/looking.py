"""What facilitators look at: every source of a quote, redacted, without its author, in an order drawn by chance."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from bot.ids import fresh_id
from bot.insight.redaction import Names, redact
from bot.quoting.sources import Source, sources
from bot.storage.quote_models import HIDDEN, RELEASED, WAITING, Quote
from bot.storage.unit_of_work import UnitOfWork
from bot.surfaces import QuotesPage, QuoteToLook

PER_PAGE = 8
TURN = {WAITING: 0, RELEASED: 1, HIDDEN: 2}
"""In which order the states stand; within one, chance decides."""


@dataclass(frozen=True)
class Looked:
    """A quote with its source and the words as they may be read."""

    quote: Quote
    source: Source
    text: str

    @property
    def seen(self) -> str:
        """A mark of these very words: nothing is released that somebody did not see as it is."""
        return sha256(f"{self.quote.id}|{self.text}".encode()).hexdigest()[:16]


def look_at(quote: Quote, source: Source, names: Names) -> Looked:
    """Redact a source, or what was left of it when somebody cut more."""
    return Looked(quote, source, redact(quote.body.get("text") or source.text, names).text)


def leads(user: str, source: Source) -> bool:
    """Whether somebody leads a team that it may come from; they neither read it here nor decide about it."""
    return any(user in team.leaders for team in source.teams)


async def to_look_at(work: UnitOfWork, workspace: str, user: str) -> int:
    """How many quotes wait for this facilitator."""
    kept = {quote.answer_id or quote.unlinked_id: quote for quote in await work.quotes.all(workspace)}
    waiting = [s for s in await sources(work, workspace) if s.key not in kept or kept[s.key].state == WAITING]
    return sum(not leads(user, source) for source in waiting)


async def page(work: UnitOfWork, workspace: str, user: str, names: Names, start: int) -> QuotesPage:
    """One page of them; a source that is seen for the first time gets its quote, with an id drawn by chance."""
    found = await sources(work, workspace)
    kept = await _kept(work, workspace, found)
    mine = [source for source in found if not leads(user, source)]
    looked = [look_at(kept[source.key], source, names) for source in mine]
    ordered = sorted(looked, key=lambda one: (TURN[one.quote.state], one.quote.id))
    shown = ordered[start : start + PER_PAGE]
    return QuotesPage(
        items=tuple(_item(one, names) for one in shown),
        start=start,
        more=len(ordered) - start - len(shown),
        waiting=sum(one.quote.state == WAITING for one in ordered),
        led=len(found) - len(mine),
    )


async def _kept(work: UnitOfWork, workspace: str, found: Collection[Source]) -> dict[str, Quote]:
    kept = {quote.answer_id or quote.unlinked_id or "": quote for quote in await work.quotes.all(workspace)}
    for source in found:
        if source.key not in kept:
            kept[source.key] = _fresh(workspace, source)
            await work.quotes.add_once(kept[source.key])
    return kept


def _fresh(workspace: str, source: Source) -> Quote:
    return Quote(
        id=fresh_id(),
        workspace=workspace,
        campaign_id=source.campaign.id,
        week=source.week,
        answer_id=source.key if source.answer else None,
        unlinked_id=None if source.answer else source.key,
        state=WAITING,
        body={},
        hidings=0,
    )


def _item(one: Looked, names: Names) -> QuoteToLook:
    return QuoteToLook(
        quote_id=one.quote.id,
        seen=one.seen,
        text=one.text,
        team=one.source.teams[0].name if one.source.answer else "",
        organisation=one.source.organisation,
        area_title=one.source.area_title,
        week=one.source.week,
        campaign=one.source.campaign.name,
        theme=one.source.theme,
        counted=one.source.counted,
        state=one.quote.state,
        unlinked=one.source.answer is None,
        reason=one.quote.body.get("reason", ""),
        reply=redact(one.quote.body.get("reply", ""), names).text,
    )
