"""Counting a round once, at its close: from rows to the pure tally, and from the tally to frozen figures."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from bot.dialogues.coaching.scene import RESIDENTS, is_put, kind_of
from bot.dialogues.effects import Facts
from bot.ids import Codes, spent_token
from bot.insight.figures import freeze
from bot.insight.heard import Heard, hear_so_far
from bot.insight.tally import NamedWords, QuestionPut, RatingGiven, RoundTally, ThemeTapped
from bot.insight.themes import with_something_else
from bot.scenes.stage import Setting, Stage
from bot.storage.models import Answer, Rating
from bot.storage.repositories.unlinked import Body
from bot.storage.unit_of_work import UnitOfWork


class Counting(Protocol):
    """What counting a round needs of a stage; who only looks needs no more."""

    @property
    def work(self) -> UnitOfWork:
        """The transaction."""
        ...

    def codes(self, setting: Setting, user: str) -> Codes:
        """A person's codes."""
        ...


async def tally_of(stage: Stage, setting: Setting) -> Facts:
    """Every figure of the round, for every audience, chosen in one pass."""
    answers, ratings = await _in_time(stage, setting)
    staff = [a for a in answers if not a.by_leader]
    words = {answer.id: answer for answer in answers if answer.mode == "named" and not is_put(answer.question)}
    placed = await _placed(stage, setting, list(words.values()))
    unlinked = await stage.work.unlinked.waiting(setting.round.id)
    people = frozenset(await stage.work.participations.codes(setting.round.id))
    entered = await stage.work.workshops.entered(setting.round.id)
    tally = RoundTally(
        members=len(setting.team.staff) + entered,
        people=people,
        seen=await seen_taking_part(stage, setting, people, answers, ratings) + entered,
        entered=entered,
        ratings=tuple(_given(r) for r in ratings),
        themes=await _themes(stage, setting, staff, unlinked),
        named=tuple(word for key, word in placed.items() if not words[key].by_leader),
        questions=tuple(
            QuestionPut(a.text or "", a.author if a.mode == "named" else None, key=a.id, kind=kind_of(a.question))
            for a in staff
            if is_put(a.question)
        ),
        unlinked_questions=tuple(
            QuestionPut(said["text"], kind=kind_of(said["question"]), wish=said.get("wish", ""))
            for said in unlinked
            if is_put(said["question"])
        ),
        leaders_named=tuple(word for key, word in placed.items() if words[key].by_leader),
        theme_titles=with_something_else({theme.key: theme.title for theme in setting.area.themes}),
        team=setting.team.name,
        organisation=setting.team.organisation,
        area=setting.round.area,
        week=setting.round.week,
    )
    return freeze(tally, setting.campaign.threshold)


async def heard_so_far(stage: Counting, setting: Setting, people: Collection[str]) -> Heard:
    """How many were heard by now, as it may be said in the channel.

    Whoever hands in a paper in a session is seen to, and whoever enters it knows how many did.
    """
    answers, ratings = await _in_time(stage, setting)
    entered = await stage.work.workshops.entered(setting.round.id)
    seen = await seen_taking_part(stage, setting, people, answers, ratings) + entered
    return hear_so_far(len(people), len(setting.team.staff) + entered, seen, setting.campaign.threshold)


async def _in_time(stage: Counting, setting: Setting) -> tuple[list[Answer], list[Rating]]:
    """The answers, leaders' too, and the staff's ratings that count."""
    answers = [a for a in await stage.work.answers.of_round(setting.round.id) if not a.late]
    ratings = [r for r in await stage.work.ratings.of_round(setting.round.id) if not (r.late or r.by_leader)]
    return answers, ratings


async def seen_taking_part(
    stage: Counting, setting: Setting, people: Collection[str], answers: Sequence[Answer], ratings: Sequence[Rating]
) -> int:
    """How many of `people` colleagues could see taking part: they wrote with their name, or reacted to something."""
    wrote = {answer.author for answer in answers if answer.author}
    rated = {rating.person_code for rating in ratings if rating.source == "reaction"}
    supported = {support.person_code for support in await stage.work.supports.of_round(setting.round.id)}
    everybody = {user: stage.codes(setting, user) for user in wrote | set(setting.team.staff)}
    return sum(
        codes.taking_part in people and (user in wrote or codes.ratings in rated or codes.support in supported)
        for user, codes in everybody.items()
    )


async def _themes(
    stage: Stage, setting: Setting, staff: list[Answer], unlinked: Sequence[Body]
) -> tuple[ThemeTapped, ...]:
    """Who chose which theme. An Unlinked answer is one person's, nobody knows whose; so it must be nobody else's too.

    Who gave one (their token is spent) counts for the theme of that one alone: else the same person might stand in a
    figure twice, and four people pass for five. Where a token is of somebody who is not in the team any more, whoever
    else is not in it does not count either.
    """
    linked = [ThemeTapped(_code(stage, setting, a), a.theme) for a in staff if a.theme]
    apart = [ThemeTapped(f"unlinked/{place}", said["theme"]) for place, said in enumerate(unlinked) if said["theme"]]
    if not apart:
        return tuple(linked)
    spent = await stage.work.unlinked.spent(setting.round.id)
    known = {*setting.team.staff, *(a.author for a in staff if a.author)}
    tokens = {
        codes.answers: spent_token(codes.unlinked, setting.round.id)
        for codes in (stage.codes(setting, user) for user in known)
    }
    strangers_count = spent <= set(tokens.values())
    others = {tap.person for tap in linked if tap.person not in tokens}
    alone = {code for code, token in tokens.items() if token not in spent} | (others if strangers_count else set())
    return (*(tap for tap in linked if tap.person in alone), *apart)


def _code(stage: Stage, setting: Setting, answer: Answer) -> str:
    """One person's answers count as one person's, in whichever mode they were given."""
    return answer.person_code or stage.codes(setting, answer.author or "").answers


def _given(rating: Rating) -> RatingGiven:
    scale: Literal["now", "needed"] = "needed" if rating.scale == "needed" else "now"
    return RatingGiven(rating.person_code, scale, rating.value, public=rating.source == "reaction")


async def named_words(stage: Stage, setting: Setting) -> tuple[NamedWords, ...]:
    """What people said under their name so far, in the order it was said."""
    answers = [
        answer
        for answer in await stage.work.answers.of_round(setting.round.id)
        if answer.mode == "named" and not is_put(answer.question) and not (answer.late or answer.by_leader)
    ]
    return tuple((await _placed(stage, setting, answers)).values())


async def _placed(stage: Stage, setting: Setting, answers: list[Answer]) -> dict[str, NamedWords]:
    """Named answers with where they stand in Slack: their author's own message, or the one posted for them."""
    supports = Counter(
        answer_id
        for answer_id, _ in {(s.answer_id, s.person_code) for s in await stage.work.supports.of_round(setting.round.id)}
    )
    posted = {
        row.answer_id: row.ts
        for row in await stage.work.deliveries.of_round(setting.round.id)
        if row.utterance == "thread/named_answer" and row.ts
    }
    shorts = {question.key: question.short for question in setting.area.questions}
    return {
        answer.id: NamedWords(
            author=answer.author or "",
            text=answer.text or "",
            channel=setting.team.channel,
            ts=answer.message_ts or posted.get(answer.id) or "",
            support=supports[answer.id],
            question=shorts.get(answer.question, ""),
            key=answer.id,
            follow_up=answer.probe is not None,
            asked=setting.asked(answer),
            residents=answer.question == RESIDENTS,
        )
        for answer in answers
        if answer.text
    }
