"""What every scene stands on: the unit of work, the pack, codes for people, and one turn of a dialogue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any, TypeVar

from bot.carrying_out import Carrier
from bot.content.packs import pack_from_json
from bot.content.schema import Area, Pack
from bot.content.texts import Texts
from bot.controller import Controller
from bot.dialogues.effects import Reply
from bot.dialogues.events import Event
from bot.dialogues.machine import Dialogue
from bot.digests.links import message_link
from bot.errors import NotInTeam, there
from bot.ids import Codes
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign, Round, Team
from bot.storage.unit_of_work import UnitOfWork

State = TypeVar("State", bound="Any")
Scene = TypeVar("Scene")


@lru_cache(maxsize=64)
def _pack(snapshot: str) -> Pack:
    return pack_from_json(snapshot)


@dataclass(frozen=True)
class Setting:
    """A round with its team, its campaign and the area it is about."""

    campaign: Campaign
    team: Team
    round: Round
    pack: Pack

    def must_concern(self, user: str) -> None:
        """Raise `NotInTeam` for who is not in the team's channel and does not lead it: a tap may be old, or forged."""
        if user not in self.team.members and user not in self.team.leaders:
            raise NotInTeam

    @property
    def area(self) -> Area:
        """The area of this week."""
        return self.pack.area(self.round.area)

    def asked(self, answer: Answer) -> str:
        """The follow-up question that an answer answers, where both answers may be read together; else empty."""
        return self.area.probe(answer.probe).text if answer.probe and answer.follows else ""

    @property
    def zone(self) -> str:
        """The team's own zone, or the campaign's."""
        return self.team.zone or self.campaign.zone


def priority_of(campaign: Campaign, week: int, area: Area) -> Mapping[str, str] | None:
    """The campaign's priority (title, reason) that a week's question names; each week takes the next one in turn."""
    known = campaign.priorities
    return known[(week - 1) % len(known)] if known and area.priority_line is not None else None


def pack_of(campaign: Campaign) -> Pack:
    """The pack as it stood when the campaign was made."""
    return _pack(campaign.pack["snapshot"])


def is_own(answer: Answer, user: str, codes: Codes) -> bool:
    """Whether somebody wrote an answer: a Named one says so by name, a Confidential one by its code."""
    return answer.author == user if answer.mode == "named" else answer.person_code == codes.answers


@dataclass(frozen=True)
class Stage:
    """One event's transaction, as the scenes see it."""

    work: UnitOfWork
    carrier: Carrier
    identities: Identities
    texts: Texts
    support_route: str
    workspace_url: str
    controller: Controller
    privacy_officers: tuple[str, ...] = ()

    async def setting(self, round_: Round) -> Setting:
        """Load what stands around a round."""
        campaign = there(await self.work.campaigns.get(round_.campaign_id))
        team = there(await self.work.teams.get(round_.team_id))
        return Setting(campaign, team, round_, pack_of(campaign))

    async def held_setting(self, round_id: str) -> Setting:
        """The same, with the round as it is now and held: whether it is open cannot change before this is stored."""
        return await self.setting(there(await self.work.rounds.lock(round_id), "That question is not here any more."))

    def codes(self, setting: Setting, user: str) -> Codes:
        """A person's codes in this campaign; without the salt (destroyed on purpose) everyone is a stranger."""
        return self.identities.codes(setting.campaign.salt, setting.campaign.workspace, user)

    def link(self, channel: str, ts: str | None) -> str | None:
        """The address of a message, in the form Slack gives it."""
        return message_link(self.workspace_url, channel, ts)

    async def turn(
        self,
        dialogue: Dialogue[State, Scene],
        begin: State,
        key: str,
        event: Event,
        scene: Scene,
        *,
        setting: Setting | None = None,
    ) -> tuple[Reply, ...]:
        """Load the conversation's state, take one step, keep the new state, carry out the effects.

        With a `setting`, what is said is said in its language and zone.
        """
        kept = await self.work.dialogues.load(key)
        state = _revived(begin, kept.body) if kept else begin
        after, effects = dialogue.step(state, event, scene)
        if kept is None or after != state:
            await self.work.dialogues.save(key, asdict(after))
        if setting is not None:
            return await self.carrier.carry_out(effects, language=setting.campaign.language, zone=setting.zone)
        return await self.carrier.carry_out(effects)


def _revived(begin: State, body: dict[str, Any]) -> State:
    """Build a state from its stored JSON; lists become the tuples they were."""
    known = {field.name for field in fields(begin)}
    values = {name: _tupled(value) for name, value in body.items() if name in known}
    return type(begin)(**values)  # type: ignore[no-any-return]


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value
