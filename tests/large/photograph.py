"""What is stored of a week, read row by row and without the product's queries: what the figures must be true to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.dialogues.coaching.scene import CONCERN, TO_LEADERS
from bot.ids import Codes, spent_token
from bot.storage.models import Answer, Participation, Rating, Round, Support, Team
from bot.storage.unlinked_models import SpentToken, UnlinkedWaiting
from tests.conversation.room import T1, Room

PUT = (TO_LEADERS, CONCERN)


@dataclass(frozen=True)
class Said:
    """An answer that stood in time. `who` wrote it, whatever its mode; nobody knows of an Unlinked one."""

    key: str
    who: str | None
    mode: str
    question: str
    text: str
    theme: str | None
    quotable: bool
    by_leader: bool
    follow_up: bool

    @property
    def is_put(self) -> bool:
        """Whether it is a question to leaders."""
        return self.question in PUT


@dataclass
class Counted:
    """One team's week as it stood when it closed."""

    team: Team
    round_id: str
    staff: list[str]
    took_part: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    said: list[Said] = field(default_factory=list)
    unlinked: list[Said] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)
    now: dict[str, tuple[int, bool]] = field(default_factory=dict)
    needed: dict[str, tuple[int, bool]] = field(default_factory=dict)
    leaders_rated: dict[str, dict[str, int]] = field(default_factory=dict)


async def photograph(room: Room, campaign_id: str, week: int) -> dict[str, Counted]:
    """Every team's week by the team's id, to be taken just before it closes."""
    async with room.database.reading() as work:
        campaign = await work.campaigns.get(campaign_id)
        assert campaign is not None
        teams = {team.id: team for team in await work.teams.of_campaign(campaign_id)}
        everybody = {user for team in teams.values() for user in (*team.members, *team.leaders)}
        codes = {user: room.identities.codes(campaign.salt, T1, user) for user in everybody}
        found: dict[str, Counted] = {}
        rounds = select(Round).where(Round.campaign_id == campaign_id, Round.week == week)
        for row in (await work.session.scalars(rounds)).all():
            team = teams[row.team_id]
            counted = Counted(team, row.id, [user for user in team.members if user not in team.leaders])
            answers = list(await work.session.scalars(select(Answer).where(Answer.round_id == row.id)))
            ratings = list(await work.session.scalars(select(Rating).where(Rating.round_id == row.id)))
            took = list(await work.session.scalars(select(Participation).where(Participation.round_id == row.id)))
            keys = [answer.id for answer in answers]
            supports = list(await work.session.scalars(select(Support).where(Support.answer_id.in_(keys))))
            buffer = select(UnlinkedWaiting).where(UnlinkedWaiting.round_id == row.id)
            waiting = list(await work.session.scalars(buffer))
            spent = set(await work.session.scalars(select(SpentToken.token).where(SpentToken.round_id == row.id)))
            _people(counted, codes, took)
            _words(counted, codes, answers, waiting, spent)
            _ratings(counted, codes, ratings)
            _seen(counted, codes, answers, ratings, supports)
            found[team.id] = counted
    return found


def _people(counted: Counted, codes: Mapping[str, Codes], rows: list[Participation]) -> None:
    by_code = {code.taking_part: user for user, code in codes.items()}
    for row in rows:
        if not row.late and not row.by_leader:
            counted.took_part.add(by_code[row.person_code])


def _words(
    counted: Counted,
    codes: Mapping[str, Codes],
    answers: list[Answer],
    waiting: list[UnlinkedWaiting],
    spent: set[str],
) -> None:
    by_code = {code.answers: user for user, code in codes.items()}
    for row in answers:
        if row.late or row.deleted_at is not None or not row.text:
            continue
        who = row.author or by_code[row.person_code or ""]
        counted.said.append(
            Said(
                row.id, who, row.mode, row.question, row.text, row.theme, row.quotable, row.by_leader,
                row.probe is not None,
            )
        )  # fmt: skip
    for one in waiting:
        body = one.body
        quotable = bool(body.get("quotable"))
        counted.unlinked.append(
            Said("", None, "unlinked", body["question"], body["text"], body.get("theme"), quotable, False, False)
        )
    for user, code in codes.items():
        if spent_token(code.unlinked, counted.round_id) in spent:
            counted.spent.add(user)


def _ratings(counted: Counted, codes: Mapping[str, Codes], rows: list[Rating]) -> None:
    by_code = {code.ratings: user for user, code in codes.items()}
    for row in rows:
        if row.late:
            continue
        who = by_code[row.person_code]
        if row.by_leader:
            counted.leaders_rated.setdefault(who, {})[row.scale] = row.value
        elif row.scale == "now":
            counted.now[who] = (row.value, row.source == "reaction")
        else:
            counted.needed[who] = (row.value, row.source == "reaction")


def _seen(
    counted: Counted, codes: Mapping[str, Codes], answers: list[Answer], ratings: list[Rating], supports: list[Support]
) -> None:
    """Who of those who took part did so before the eyes of colleagues."""
    wrote = {row.author for row in answers if row.author and not row.late}
    reacted = {row.person_code for row in ratings if row.source == "reaction"}
    supported = {row.person_code for row in supports}
    for user in counted.took_part:
        if user in wrote or codes[user].ratings in reacted or codes[user].support in supported:
            counted.seen.add(user)
