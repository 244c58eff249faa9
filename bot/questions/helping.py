"""A month after something came of a question: did it help? Asked once, in private, of all who raised it.

It stays within the three messages a week that the coach begins with a person: reminders are two at most, and here each
person is asked once a week, about all that is due. Nothing is counted under a Slack id: that would tell who asked.

A leader reads how many of those who answered say that it helped, in words, once k or more people have answered about
what that leader did. It is chosen once, from whole groups of k or more, and one of a unanimous group is counted the
other way: nobody's own answer shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.campaigns.weeks import monday_of
from bot.insight.bands import SHARES
from bot.insight.outcomes import ANSWERED, OUTCOMES, PROMISED, TALK_OFFERED
from bot.questions.hours import working_moment
from bot.questions.parts import Parts
from bot.questions.places import Placed, placed
from bot.questions.reach import may_be_written_to
from bot.questions.telling import HELPED, Teller
from bot.storage.models import Campaign
from bot.storage.question_models import LeaderQuestion, QuestionVote
from bot.storage.unit_of_work import UnitOfWork

AFTER, TIME_TO_SAY = timedelta(days=30), timedelta(days=7)
CAME_OF_IT = frozenset({ANSWERED, PROMISED, TALK_OFFERED, *OUTCOMES})
RUN = ("running", "finished")


class Helping(Parts):
    """Asks, and tells leaders."""

    async def ask(self) -> int:
        """Ask about what is due, and choose what leaders may read. Return how many questions that were."""
        now, done = self._clocks.campaign.now(), 0
        async with self._database.reading() as work:
            due = [campaign.id for campaign in await work.campaigns.all() if await _is_due(work, campaign, now)]
        for campaign_id in due:
            async with self._database.unit_of_work() as work:
                campaign = await work.campaigns.get(campaign_id)
                if campaign is not None:
                    done += await self._of_campaign(work, campaign, now)
                    await work.commit()
        if done:
            self._on_change()
        return done

    async def _of_campaign(self, work: UnitOfWork, campaign: Campaign, now: datetime) -> int:
        asked = await work.questions.of_campaign(campaign.id)
        published = await _publish(work, campaign, asked, now)
        if not _may_ask(campaign, asked, now):
            return published
        due = [await placed(work, question) for question in asked if _is_over(question, now)]
        for one in due:
            if one is not None and one.places:
                await self._about(work, one, now)
        return published + len(due)

    async def _about(self, work: UnitOfWork, one: Placed, now: datetime) -> None:
        question = one.question
        question.body = {**question.body, "helped_on": now.date().isoformat()}
        teller = Teller(
            work, self._identities, one, working_moment(one.campaign, one.places[0].team, now), self._chance
        )
        item = {"question_id": question.id, "leader": question.body["by"], "area_title": one.area_title, "text": ""}
        for user in await teller.found_askers():
            if await may_be_written_to(work, self._identities, one.campaign, user, now):
                await teller.in_confidence(HELPED, user, item)


async def _is_due(work: UnitOfWork, campaign: Campaign, now: datetime) -> bool:
    if campaign.state not in RUN or campaign.salt is None:
        return False
    asked = await work.questions.of_campaign(campaign.id)
    waits = any("helped_on" in question.body and "help" not in question.body for question in asked)
    return waits or any(_is_over(question, now) for question in asked)


def _is_over(question: LeaderQuestion, now: datetime) -> bool:
    """Whether something came of it a month ago, and nobody was asked yet."""
    at = question.acted_at
    return question.state in CAME_OF_IT and at is not None and at + AFTER <= now and "helped_on" not in question.body


def _may_ask(campaign: Campaign, asked: Sequence[LeaderQuestion], now: datetime) -> bool:
    """Once a week, so that each person gets one message."""
    monday = monday_of(now, campaign.zone)
    return not any(_asked_on(question) >= monday for question in asked if "helped_on" in question.body)


def _asked_on(question: LeaderQuestion) -> date:
    return date.fromisoformat(question.body["helped_on"])


async def _publish(work: UnitOfWork, campaign: Campaign, asked: Iterable[LeaderQuestion], now: datetime) -> int:
    """Choose what each leader reads of questions that people had a week to answer about."""
    by_leader: dict[str, list[LeaderQuestion]] = defaultdict(list)
    for question in asked:
        waits = "helped_on" in question.body and "help" not in question.body
        if waits and _asked_on(question) + TIME_TO_SAY <= now.date():
            by_leader[question.body["by"]].append(question)
    done = 0
    for questions in by_leader.values():
        word = to_be_said(await work.questions.helped([row.id for row in questions]), campaign.threshold)
        for question in questions if word else ():
            question.body = {**question.body, "help": word}
            done += 1
    return done


def to_be_said(said: Iterable[QuestionVote], threshold: int) -> str | None:
    """Say roughly how many of the people say that it helped; None while fewer than k have said anything."""
    answers: dict[str, bool] = defaultdict(bool)
    for vote in said:
        answers[vote.person_code] |= vote.helped == "yes"
    return share_in_words(list(answers.values()), threshold)


def share_in_words(said_yes: Sequence[bool], threshold: int) -> str | None:
    """Say roughly how many of these people said yes; None for fewer than k. One of a unanimous group counts as no."""
    people = len(said_yes)
    if people < threshold:
        return None
    yes = min(max(sum(said_yes), 1), people - 1)
    return next(word for lowest, word in SHARES if yes / people >= lowest)
