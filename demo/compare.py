"""Lost and duplicated, found by comparing two sides that know nothing of each other.

One side is what people did, as the sandbox took it (`demo/record.py`) and the messages that stand in the sandbox; the
other is what the database holds. What one side has and the other lacks is a difference, named in a line.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.delivery.files import PICTURES, number_of
from bot.errors import there
from bot.ids import Codes, planned_id
from bot.storage.models import Answer, Campaign, DigestRecord, Round
from bot.storage.repositories.unlinked import Group
from bot.storage.unit_of_work import UnitOfWork
from demo.record import Done, Record
from demo.world import World


@dataclass
class Differences:
    """Lines: what is missing in the database, or in Slack; and what is there more often than it was done."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    def count(self, what: str, done: Counter[str], held: Counter[str]) -> None:
        """Add what differs between two bags of the same kind of thing."""
        self.lost += [f"{what}: {item}" for item in (done - held).elements()]
        self.duplicated += [f"{what}: {item}" for item in (held - done).elements()]


async def compare(stage: World, record: Record) -> Differences:
    """Compare everything: answers, ratings, support, taking part, offers, and every message of the coach."""
    differences = Differences()
    async with stage.parts.core.database.reading() as work:
        campaign = there(await work.campaigns.by_name(stage.parts.workspace, stage.cast.campaign.name))
        rounds = await work.rounds.of_campaign(campaign.id)
        for round_ in rounds:
            await _compare_round(stage, work, campaign, round_, record, differences)
        differences.count("unlinked answer", _unlinked_said(record), await _unlinked_held(work, campaign, rounds))
        await _compare_messages(stage, work, differences)
        await _compare_prompts(work, rounds, differences)
        await _compare_digests(stage, work, campaign, rounds, differences)
        held = Counter(f"{offer.leader} to {offer.team_id}" for offer in await work.offers.of_campaign(campaign.id))
        done = Counter(f"{leader} to {value.partition('|')[2]}" for leader, value in record.offers)
        differences.count("offer", done, held)
    return differences


async def _compare_prompts(work: UnitOfWork, rounds: list[Round], differences: Differences) -> None:
    """Each week that was asked was asked once."""
    ids = {round_.id for round_ in rounds}
    rows = [row for row in await work.deliveries.all() if row.utterance == "prompt/open" and row.round_id in ids]
    asked = Counter(f"week {round_.week} {round_.channel}" for round_ in rounds if round_.state in {"open", "closed"})
    names = {round_.id: f"week {round_.week} {round_.channel}" for round_ in rounds}
    differences.count("prompt", asked, Counter(names[row.round_id or ""] for row in rows if row.state == "sent"))


async def _compare_round(
    stage: World, work: UnitOfWork, campaign: Campaign, round_: Round, record: Record, differences: Differences
) -> None:
    doings = {
        user: done
        for (channel, week, user), done in record.done.items()
        if (channel, week) == (round_.channel, round_.week)
    }
    codes = {user: stage.parts.core.identities.codes(campaign.salt, campaign.workspace, user) for user in doings}
    where = f"week {round_.week} {round_.channel}"
    answers = await work.answers.of_round(round_.id)
    differences.count(f"{where} answer", _said(doings, codes), Counter(_line(answer) for answer in answers))
    ratings = await work.ratings.of_round(round_.id)
    differences.count(
        f"{where} rating",
        Counter(
            f"{codes[u].ratings[:8]} {scale} {value}"
            for u, done in doings.items()
            for scale, value in done.ratings.items()
        ),
        Counter(f"{r.person_code[:8]} {r.scale} {r.value}" for r in ratings),
    )
    stamps = {answer.id: answer.message_ts for answer in answers}
    gone = {ts for done in doings.values() for ts, text in done.thread.items() if text is None}
    differences.count(
        f"{where} support",
        Counter(
            f"{codes[u].support[:8]} {ts} {name}"
            for u, d in doings.items()
            for ts, name in d.supports
            if ts not in gone
        ),
        Counter(
            f"{s.person_code[:8]} {stamps.get(s.answer_id)} {s.reaction}"
            for s in await work.supports.of_round(round_.id)
        ),
    )
    differences.count(
        f"{where} in the thread", _named_by_form(doings), await _shown_for_people(stage, work, round_, doings)
    )
    differences.count(
        f"{where} taking part",
        Counter(codes[user].taking_part for user, done in doings.items() if done.took_part),
        Counter(row.person_code for row in await work.participations.of_round(round_.id)),
    )


def _said(doings: dict[str, Done], codes: dict[str, Codes]) -> Counter[str]:
    """Every answer that stands, with its final text."""
    said: Counter[str] = Counter()
    for user, done in doings.items():
        for ts, text in done.thread.items():
            if text is not None:
                said[f"named {user} {ts}: {text}"] += 1
        for mode, text in done.form:
            if text is not None and mode != "unlinked":
                whose = user if mode == "named" else codes[user].answers[:8]
                said[f"{mode} {whose} by form: {text}"] += 1
    return said


def _unlinked_said(record: Record) -> Counter[str]:
    """Every Unlinked answer, by week: nobody can tell afterwards in which team it was given."""
    return Counter(
        f"week {week}: {text}"
        for (_, week, _), done in record.done.items()
        for mode, text in done.form
        if mode == "unlinked"
    )


async def _unlinked_held(work: UnitOfWork, campaign: Campaign, rounds: list[Round]) -> Counter[str]:
    held: Counter[str] = Counter()
    organisations = {team.organisation for team in await work.teams.of_campaign(campaign.id)}
    for week in {round_.week for round_ in rounds}:
        for organisation in organisations:
            rows = await work.unlinked.of_group(Group(campaign.id, week, organisation))
            held.update(f"week {week}: {row.body['text']}" for row in rows)
    for round_ in rounds:
        held.update(f"week {round_.week}: {said['text']}" for said in await work.unlinked.waiting(round_.id))
    return held


def _named_by_form(doings: dict[str, Done]) -> Counter[str]:
    """Answers given by the form under a name: the coach shows them in the thread."""
    return Counter(text for done in doings.values() for mode, text in done.form if mode == "named" and text is not None)


async def _shown_for_people(stage: World, work: UnitOfWork, round_: Round, doings: dict[str, Done]) -> Counter[str]:
    """What the coach shows in the thread in somebody's name, read from the messages that stand there."""
    rows = [row for row in await work.deliveries.of_round(round_.id) if row.utterance == "thread/named_answer"]
    found = [stage.workspace.messages.get(row.channel or "", row.ts or "") for row in rows]
    said = _named_by_form(doings)
    return Counter(next((t for t in said if t in m.text), m.text) for m in found if m is not None)


def _line(answer: Answer) -> str:
    place = answer.message_ts or "by form"
    return f"{answer.mode} {answer.author or (answer.person_code or '')[:8]} {place}: {answer.text}"


async def _compare_messages(stage: World, work: UnitOfWork, differences: Differences) -> None:
    """Every message the ledger calls sent stands in Slack once, by its mark; nothing stands that it does not know."""
    standing: Counter[str] = Counter()
    pictures: Counter[str] = Counter()
    for channel in stage.workspace.channels:
        for message in stage.workspace.messages.everything(channel):
            if message.by_app and message.files:
                pictures.update(NUMBER.findall(message.text) or [message.text])
            elif message.by_app and message.ephemeral_to is None:
                mark = (message.metadata or {}).get("event_payload", {}).get("id")
                standing[str(mark)] += 1
    removed = await _removed_on_purpose(work)
    rows = await work.deliveries.all()
    sent = Counter(row.mark for row in rows if row.state == "sent" and row.id not in removed)
    differences.count("message in Slack", sent, standing)
    known = Counter(number_of(planned_id(PICTURES, digest.id)) for digest in await _digests(stage, work))
    differences.duplicated += [f"pictures in Slack: {number}" for number in (pictures - known).elements()]
    differences.lost += [f"not delivered ({row.state}): {row.utterance}" for row in rows if row.state in UNDELIVERED]


async def _digests(stage: World, work: UnitOfWork) -> list[DigestRecord]:
    campaigns = await work.campaigns.all(stage.parts.workspace)
    return [digest for campaign in campaigns for digest in await work.digests.of_campaign(campaign.id)]


NUMBER = re.compile(r"\(Number (\w+)")
"""How a message with files says its number (`content/texts/en/chart/pictures.j2`)."""
UNDELIVERED = {"planned", "claimed", "sending", "in_doubt", "failed"}


async def _removed_on_purpose(work: UnitOfWork) -> set[str]:
    """Messages that were taken away because their author asked."""
    return {row.target.removeprefix("message/") for row in await work.desired.all() if row.utterance is None}


async def _compare_digests(
    stage: World, work: UnitOfWork, campaign: Campaign, rounds: list[Round], differences: Differences
) -> None:
    """Each leader of a team that closed a week gets that week's digest, once."""
    teams = {team.id: team for team in await work.teams.of_campaign(campaign.id)}
    finished = set()
    for round_ in rounds:
        beats = await work.beats.of_round(round_.id)
        if any(beat.kind == "digest" and beat.state == "done" for beat in beats):
            finished |= {(leader, round_.week) for leader in teams[round_.team_id].leaders}
    expected = Counter(f"{leader} week {week}" for leader, week in finished)
    held = await work.digests.of_campaign(campaign.id)
    differences.count("digest", expected, Counter(f"{digest.leader} week {digest.week}" for digest in held))
    rows = [row for row in await work.deliveries.all() if row.utterance == "digest/leader" and row.state == "sent"]
    arrived = Counter(row.recipient for row in rows)
    differences.count("digest's message to", Counter(digest.leader for digest in held), arrived)
    readers = await work.subscriptions.of_campaign(campaign.id)
    written = Counter({one.user: len(await work.subscriptions.digests(one.id)) for one in readers})
    rows = [row for row in await work.deliveries.all() if row.utterance == "wider/digest" and row.state == "sent"]
    differences.count("wider digest to", +written, Counter(row.recipient for row in rows))
