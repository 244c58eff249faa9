"""What is stored of a round's threads, in the words in which Slack tells of them: by message and by person.

Whose reaction a row is, is not written in it. It is found by making the codes of those who may have reacted: the team
as it was last seen, and everybody who appears in the threads. Of others nothing is taken away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.dialogues.week import prompt_key
from bot.hearing.differences import Known
from bot.hearing.ports import SeenMessage
from bot.ids import delivery_id
from bot.storage.database import Database
from bot.storage.identity import Identities
from bot.storage.models import Answer, Campaign, Delivery, Rating, Round, Support, Team
from bot.storage.unit_of_work import UnitOfWork

ANSWERED_UNDER = ("playback", "last_call")
POSTED_FOR_AUTHOR = "thread/named_answer"
IN_DOUBT = ("sending", "in_doubt")


@dataclass(frozen=True)
class StoredRound:
    """Rows about one round, as they were at one moment."""

    round: Round
    campaign: Campaign
    team: Team
    answers: tuple[Answer, ...]  # deleted ones too
    posted: Mapping[str, str]  # the ts of a message posted for its author → the answer's id
    roots: tuple[str, ...]  # the messages under which people answer
    supports: tuple[Support, ...]
    ratings: tuple[Rating, ...]
    prompt_in_doubt: bool

    def known(self, identities: Identities, people: Iterable[str]) -> dict[str, Known]:
        """Answers by where they stand, backed by those of `people` whose reactions are stored."""
        salt = self.campaign.salt
        coded = {identities.codes(salt, self.campaign.workspace, user).support: user for user in people}
        backed: dict[str, set[tuple[str, str]]] = {}
        for row in self.supports:
            if row.person_code in coded:
                backed.setdefault(row.answer_id, set()).add((coded[row.person_code], row.reaction))
        by_id = {answer.id: answer for answer in self.answers}
        places = [(ts, by_id[answer_id]) for ts, answer_id in self.posted.items() if answer_id in by_id]
        places += [(answer.message_ts, answer) for answer in self.answers if answer.message_ts]
        return {
            ts: Known(
                ts=ts,
                author=answer.author,
                text=answer.text,
                version_ts=answer.version_ts,
                deleted=answer.deleted_at is not None,
                in_thread=ts == answer.message_ts,
                supports=frozenset(backed.get(answer.id, ())),
            )
            for ts, answer in places
        }

    def rated(self, identities: Identities, people: Iterable[str]) -> tuple[dict[str, int], frozenset[str]]:
        """Who of `people` rated by a reaction, and how; and who rated by a button or in the form."""
        salt = self.campaign.salt
        coded = {identities.codes(salt, self.campaign.workspace, user).ratings: user for user in people}
        now = [(coded[row.person_code], row) for row in self.ratings if row.scale == "now" and row.person_code in coded]
        by_reaction = {user: row.value for user, row in now if row.source == "reaction"}
        return by_reaction, frozenset(user for user, row in now if row.source != "reaction")


async def stored_round(database: Database, round_id: str) -> StoredRound | None:
    """Read what is stored of a round; None when there is no such round."""
    async with database.reading() as work:
        row = await work.rounds.get(round_id)
        campaign = await work.campaigns.get(row.campaign_id) if row else None
        team = await work.teams.get(row.team_id) if row else None
        if row is None or campaign is None or team is None:
            return None
        return await _gathered(work, row, campaign, team)


async def _gathered(work: UnitOfWork, row: Round, campaign: Campaign, team: Team) -> StoredRound:
    said = await work.deliveries.of_round(row.id)
    prompt = next((delivery for delivery in said if delivery.id == delivery_id(prompt_key(row.id))), None)
    under = [delivery.ts for delivery in said if delivery.utterance in ANSWERED_UNDER and _stands(delivery, row)]
    return StoredRound(
        round=row,
        campaign=campaign,
        team=team,
        answers=tuple(await work.answers.with_deleted(row.id)),
        posted={
            delivery.ts: delivery.answer_id
            for delivery in said
            if delivery.utterance == POSTED_FOR_AUTHOR and delivery.ts and delivery.answer_id
        },
        roots=tuple(ts for ts in (row.prompt_ts, *under) if ts is not None),
        supports=tuple(await work.supports.of_round(row.id)),
        ratings=tuple(await work.ratings.of_round(row.id)),
        prompt_in_doubt=row.prompt_ts is None and prompt is not None and prompt.state in IN_DOUBT,
    )


def _stands(delivery: Delivery, row: Round) -> bool:
    return delivery.state == "sent" and delivery.channel == row.channel


def everyone_in(messages: Iterable[SeenMessage]) -> set[str]:
    """Everybody who wrote or reacted."""
    return {
        user
        for message in messages
        for user in (message.author, *(user for reaction in message.reactions for user in reaction.users))
        if user is not None
    }
