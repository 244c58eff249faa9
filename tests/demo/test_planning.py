"""Who does what in a week: the same for the same seed, and true to how people are."""

from __future__ import annotations

from demo.acts import AfterNudge, PrivateAnswer, Rate, React, Reply, Support
from demo.cast import Cast
from demo.planning import plan_week
from demo.words import AREAS, Words

SEEDS = range(1, 41)


def test_the_same_seed_tells_the_same_story(cast: Cast, words: Words) -> None:
    """A team's week is planned alike each time, and differs between seeds, teams and weeks."""
    first, second = cast.teams[:2]
    week = plan_week(first, words, "vision", 2, seed=7)
    assert plan_week(first, words, "vision", 2, seed=7) == week
    assert plan_week(first, words, "vision", 2, seed=8).open != week.open
    assert plan_week(first, words, "vision", 3, seed=7).open != week.open
    assert plan_week(second, words, "vision", 2, seed=7).open != week.open


def test_people_are_true_to_their_manner(cast: Cast, words: Words) -> None:
    """Talkative and sceptical people speak in the thread, private ones use the form, quiet ones wait for the nudge."""
    for team in cast.teams:
        manner = {person.id: person.manner for person in team.people}
        for seed in SEEDS:
            week = plan_week(team, words, "people", 6, seed)
            replied = {manner[act.person] for act in week.open if isinstance(act, Reply)}
            assert replied <= {"talkative", "sceptical", "brief"}
            assert {manner[act.person] for act in week.open if isinstance(act, PrivateAnswer)} == {"private"}
            assert {manner[act.person] for act in week.nudged if isinstance(act, AfterNudge)} <= {"quiet"}
            assert {act.person for act in week.digest} <= set(team.leaders)


def test_nobody_repeats_a_colleague(cast: Cast, words: Words) -> None:
    """In a team's week no two people give the same answer."""
    for team in cast.teams:
        for week, area in enumerate(AREAS, start=1):
            plan = plan_week(team, words, area, week, seed=1)
            said = [act.text for act in plan.open if isinstance(act, Reply | PrivateAnswer)]
            assert len(said) == len(set(said))


def test_teams_share_few_words(cast: Cast, words: Words) -> None:
    """In the threads of one week, no two teams' people give the same answer at length."""
    for week, area in enumerate(AREAS, start=1):
        plans = [plan_week(team, words, area, week, seed=1) for team in cast.teams]
        said = [act.text for plan in plans for act in plan.open if isinstance(act, Reply)]
        assert len(said) == len(set(said))


def test_people_say_only_what_their_team_would(cast: Cast, words: Words) -> None:
    """Everything said comes from the lines that this team's people may say."""
    for team in cast.teams:
        own = {line.text for lines in words.areas["culture"].lines(team.slug).values() for line in lines}
        for seed in SEEDS:
            for act in plan_week(team, words, "culture", 5, seed).open:
                if isinstance(act, Reply | PrivateAnswer):
                    assert act.text in own


def test_support_is_for_words_that_stand(cast: Cast, words: Words) -> None:
    """Nobody supports themselves, or an answer that its author took away."""
    for seed in SEEDS:
        acts = plan_week(cast.teams[0], words, "residents", 1, seed).open
        standing = {act.person for act in acts if isinstance(act, Reply) and not act.deleted}
        for act in acts:
            if isinstance(act, Support):
                assert act.colleague in standing
                assert act.colleague != act.person


def test_what_a_week_holds_over_time(cast: Cast, words: Words) -> None:
    """Over many seeds everything the coach must follow happens: edits, deletions, changes, withdrawals, reactions."""
    acts = [act for seed in SEEDS for act in plan_week(cast.teams[1], words, "vision", 2, seed).open]
    replies = [act for act in acts if isinstance(act, Reply)]
    private = [act for act in acts if isinstance(act, PrivateAnswer)]
    assert any(act.edited_to for act in replies)
    assert any(act.deleted for act in replies)
    assert any(act.changed_to and not act.withdrawn for act in private)
    assert any(act.withdrawn for act in private)
    assert {act.mode for act in private} == {"named", "confidential", "unlinked"}
    apart = [act for act in private if act.mode == "unlinked"]
    assert not [act for act in apart if act.follow_up or act.changed_to or act.withdrawn]
    assert any(act.removed for act in acts if isinstance(act, React))
    assert any(act.removed for act in acts if isinstance(act, Support))
    assert all(1 <= act.now <= 5 and 1 <= act.needed <= 5 for act in acts if isinstance(act, Rate))


def test_one_person_once_writes_what_worries(cast: Cast, words: Words) -> None:
    """The worrying line is written in private, in its own team and week and nowhere else."""
    worry = words.worrying
    written = [
        (team.slug, week, act.mode, act.quotable)
        for team in cast.teams
        for week, area in enumerate(AREAS, start=1)
        for act in plan_week(team, words, area, week, seed=1).open
        if isinstance(act, PrivateAnswer) and act.text == worry.text
    ]
    assert written == [(worry.team, worry.week, "confidential", False)]
