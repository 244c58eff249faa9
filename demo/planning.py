"""Who does what in a week of the story: pure, and always the same for the same seed.

How people like to answer (their manner in the cast) decides what they do; the dice decide which words, how they rate,
who changes their mind, who is late and who supports whom. Who is on leave does nothing.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from demo.acts import Act, AfterNudge, OfferTalk, PrivateAnswer, Rate, React, Reply, Support, TypeToCoach, WeekPlan
from demo.cast import CastPerson, CastTeam
from demo.words import Line, Words

NUMBERS = ("one", "two", "three", "four", "five")
AFTERTHOUGHTS = ("I would be glad to help with it.", "It can start small.", "I should have said that sooner.")
SUPPORTS = ("+1", "heart", "raised_hands", "+1::skin-tone-4")


def plan_week(team: CastTeam, words: Words, area: str, week: int, seed: int) -> WeekPlan:
    """Plan one team's week. `words` holds what people of the story say about each area."""
    dice = random.Random(f"{seed}/{team.channel}/{week}")  # noqa: S311 - a story, not a secret
    lines = _Lines(words.about(area, week).lines(team.slug), dice)
    acts: list[Act] = []
    for person in team.people:
        acts += _manner(person, lines, dice)
    acts += _supports(acts, team.people, dice)
    if (team.slug, week) == (words.worrying.team, words.worrying.week):
        acts = _worrying(acts, words.worrying.text)
    nudged = [_after_nudge(person, week, dice) for person in team.people if person.manner == "quiet"]
    offers = tuple(OfferTalk(person=leader) for leader in team.leaders if dice.random() < 0.5)
    here = [person for person in team.people if week not in person.on_leave]
    acts = _second_thoughts(acts, here, lines, dice)
    acts = _some_unlinked(acts, words.worrying.text, random.Random(f"unlinked/{seed}/{team.channel}/{week}"))  # noqa: S311
    reminded = [act for act in nudged if act is not None]
    last_call, late = _at_the_end(here, {act.person for act in (*acts, *reminded)}, lines, dice)
    there = {person.id for person in here}
    return WeekPlan(
        team=team.channel,
        area=area,
        week=week,
        open=tuple(act for act in acts if act.person in there),
        nudged=tuple(act for act in reminded if act.person in there),
        last_call=last_call,
        late=late,
        digest=offers,
    )


class _Lines:
    """Hands out each line once before any comes again, the team's own first: teams then share few words in a week."""

    def __init__(self, lines: Mapping[str, Sequence[Line]], dice: random.Random) -> None:
        shuffled = {name: dice.sample(some, len(some)) for name, some in lines.items()}
        self._all = {name: sorted(some, key=lambda line: line.team is None) for name, some in shuffled.items()}
        self._left: dict[str, list[Line]] = {name: [] for name in lines}

    def next(self, name: str) -> str:
        """The next line of a kind."""
        if not self._left[name]:
            self._left[name] = list(self._all[name])
        return self._left[name].pop(0).text


def _manner(person: CastPerson, lines: _Lines, dice: random.Random) -> list[Act]:
    match person.manner:
        case "talkative":
            return _talkative(person, lines, dice)
        case "sceptical":
            return _sceptical(person, lines, dice)
        case "private":
            return [_in_private(person, lines, dice)]
        case "brief":
            return _brief(person, lines, dice)
        case _:
            return [TypeToCoach(person=person.id, text="hello, what is this?")] if dice.random() < 0.1 else []


def _talkative(person: CastPerson, lines: _Lines, dice: random.Random) -> list[Act]:
    follow_up = lines.next("follow_ups") if dice.random() < 0.5 else None
    reply = Reply(person=person.id, text=lines.next("open"), follow_up=follow_up)
    if dice.random() < 0.3:
        reply = replace(reply, edited_to=f"{reply.text} (And thank you to everyone who helped.)")
    return [reply, React(person=person.id, name=NUMBERS[dice.randint(1, 4)], removed=dice.random() < 0.2)]


def _sceptical(person: CastPerson, lines: _Lines, dice: random.Random) -> list[Act]:
    reply = Reply(person=person.id, text=lines.next("sceptical"), deleted=dice.random() < 0.15)
    return [reply, Rate(person=person.id, now=dice.randint(1, 2), needed=dice.randint(4, 5))]


def _in_private(person: CastPerson, lines: _Lines, dice: random.Random) -> PrivateAnswer:
    to_leaders = dice.random() < 0.25
    mode = "named" if dice.random() < 0.2 else "confidential"
    words = "open" if mode == "named" else "private"  # with their name on it, people say what anyone may read
    return PrivateAnswer(
        person=person.id,
        text=lines.next("to_leaders" if to_leaders else words),
        question="to_leaders" if to_leaders else dice.choice(["headline", "first"]),
        mode=mode,
        now=dice.randint(1, 4),
        needed=dice.randint(3, 5),
        theme=dice.choice([None, 0, 1, 2]),
        quotable=dice.random() < 0.4,
        follow_up=lines.next("follow_ups") if dice.random() < 0.6 else None,
        changed_to=lines.next("to_leaders" if to_leaders else words) if dice.random() < 0.2 else None,
        withdrawn=dice.random() < 0.1,
    )


def _brief(person: CastPerson, lines: _Lines, dice: random.Random) -> list[Act]:
    rate = Rate(person=person.id, now=dice.randint(2, 4), needed=dice.randint(3, 5))
    return [rate, Reply(person=person.id, text=lines.next("brief"))] if dice.random() < 0.4 else [rate]


def _supports(acts: Sequence[Act], people: Sequence[CastPerson], dice: random.Random) -> list[Act]:
    """Some colleagues support what was said in the thread and still stands."""
    spoke = [act.person for act in acts if isinstance(act, Reply) and not act.deleted]
    supports: list[Act] = []
    for colleague in spoke:
        others = [person.id for person in people if person.id != colleague and person.manner != "quiet"]
        supports += [
            Support(person=other, colleague=colleague, name=dice.choice(SUPPORTS), removed=dice.random() < 0.15)
            for other in dice.sample(others, k=min(2, len(others)))
        ]
    return supports


def _second_thoughts(acts: list[Act], people: Sequence[CastPerson], lines: _Lines, dice: random.Random) -> list[Act]:
    """In most weeks somebody puts their words better afterwards, and somebody brief takes theirs away again."""
    standing = [i for i, act in enumerate(acts) if isinstance(act, Reply) and not (act.edited_to or act.deleted)]
    if standing and dice.random() < 0.6:
        index = dice.choice(standing)
        reply = acts[index]
        if isinstance(reply, Reply):
            acts[index] = replace(reply, edited_to=f"{reply.text} {dice.choice(AFTERTHOUGHTS)}")
    spoke = {act.person for act in acts if isinstance(act, Reply)}
    hasty = [person for person in people if person.manner == "brief" and person.id not in spoke]
    if hasty and dice.random() < 0.5:
        person = dice.choice(hasty)
        acts.append(Reply(person=person.id, text=lines.next("brief"), deleted=True))
    return acts


def _at_the_end(
    people: Sequence[CastPerson], busy: set[str], lines: _Lines, dice: random.Random
) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """What is done after last call, and what comes too late: people who said nothing so far, and still do."""
    silent = [person for person in people if person.id not in busy]
    on_time = [person for person in silent if dice.random() < 0.35]
    too_late = [person for person in silent if person not in on_time and dice.random() < 0.25]
    return (
        tuple(Reply(person=person.id, text=lines.next("brief")) for person in on_time),
        tuple(Reply(person=person.id, text=lines.next("brief")) for person in too_late),
    )


def _some_unlinked(acts: Sequence[Act], worrying: str, dice: random.Random) -> list[Act]:
    """Now and then somebody wants no link at all. Its dice are its own, so that the rest of the story stays."""

    def perhaps(act: Act) -> Act:
        if not isinstance(act, PrivateAnswer) or act.mode == "named" or act.text == worrying or dice.random() >= 0.2:
            return act
        return replace(act, mode="unlinked", follow_up=None, changed_to=None, withdrawn=False)

    return [perhaps(act) for act in acts]


def _worrying(acts: list[Act], text: str) -> list[Act]:
    """In one week one person writes something that needs care, not a question."""
    for index, act in enumerate(acts):
        if isinstance(act, PrivateAnswer) and act.question != "to_leaders":
            acts[index] = replace(act, text=text, mode="confidential", quotable=False, changed_to=None, withdrawn=False)
            break
    return acts


def _after_nudge(person: CastPerson, week: int, dice: random.Random) -> AfterNudge | None:
    roll = dice.random()
    if roll < 0.3:
        return AfterNudge(person=person.id, choice="rate", now=dice.randint(2, 4), needed=dice.randint(3, 5))
    if roll < 0.4:
        return AfterNudge(person=person.id, choice="snooze")
    return AfterNudge(person=person.id, choice="stop") if roll < 0.45 and week > 1 else None
