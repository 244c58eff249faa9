"""What facilitators look at: every source of a quote, redacted, without its author, in an order drawn by chance."""

from dataclasses import dataclass
from hashlib import sha256

from bot.ids import fresh_id
from bot.insight.redaction import Names, redact
from bot.quoting.objecting import objectors, of_them
from bot.quoting.sources import Source, key_of, sources
from bot.storage.identity import Identities
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


async def to_look_at(work: UnitOfWork, identities: Identities, workspace: str, user: str) -> int:
    """How many quotes wait for this facilitator."""
    found, kept = await _found(work, identities, workspace)
    waiting = [source for source in found if source.key not in kept or kept[source.key].state == WAITING]
    return sum(not leads(user, source) for source in waiting)


async def unseen(work: UnitOfWork, identities: Identities, workspace: str) -> list[Quote]:
    """A quote, with an id drawn by chance, for each source that has none: written down before a page is read."""
    found, kept = await _found(work, identities, workspace)
    return [_fresh(workspace, source) for source in found if source.key not in kept]


async def page(
    work: UnitOfWork, identities: Identities, workspace: str, user: str, names: Names, start: int
) -> QuotesPage:
    """One page of those that are written down. No other words are redacted: it takes long, with many names."""
    found, kept = await _found(work, identities, workspace)
    mine = [(kept[source.key], source) for source in found if source.key in kept and not leads(user, source)]
    ordered = sorted(mine, key=lambda one: (TURN[one[0].state], one[0].id))
    shown = ordered[start : start + PER_PAGE]
    return QuotesPage(
        items=tuple(_item(look_at(quote, source, names), names) for quote, source in shown),
        start=start,
        more=len(ordered) - start - len(shown),
        waiting=sum(quote.state == WAITING for quote, _ in ordered),
        led=sum(leads(user, source) for source in found),
    )


async def _found(work: UnitOfWork, identities: Identities, workspace: str) -> tuple[list[Source], dict[str, Quote]]:
    """What may be looked at, and the quotes that there are. Of those who objected, only what is released."""
    kept = {key_of(quote): quote for quote in await work.quotes.all(workspace)}
    found = await sources(work, workspace)
    codes = await objectors(work, identities, workspace, {s.campaign.id: s.campaign for s in found}.values())
    released = {key for key, quote in kept.items() if quote.state == RELEASED}
    return [source for source in found if source.key in released or not of_them(source, codes)], kept


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
        version=1,
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
