"""What a digest sets side by side: leaders and staff, teams, organisations, earlier weeks; all of it published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.readability import grade
from bot.digests.compose import compose
from bot.digests.facts import CampaignWeek, EarlierGap, LeadersSeen, OfferMade, Trend
from bot.digests.fit import ROOMS, arrange
from bot.digests.following import follow_in_digest
from bot.digests.sections.quotes import Released
from bot.insight.tally import NamedWords
from tests.digests.stories import DIGEST, LEADER, WEEK, CountedTeam, digest, sums_of, tally, team_week
from tests.digests.test_message import LONG_WEEK, dicts, full_team, shown

OWN = {"now": 4, "needed": 5}
OTHERS = {"now": 3.7, "needed": 4.3, "split": False}
SIDES = st.sampled_from([None, 1.0, 2.4, 3.5])


def made(
    *teams: CountedTeam,
    others: Sequence[CountedTeam] = (),
    week: CampaignWeek = WEEK,
    **more: Any,
) -> dict[str, Any]:
    """A snapshot with the sums of these teams."""
    return compose(DIGEST, LEADER, week, teams, sums=sums_of([*teams, *others], week.threshold), **more)


def rated(name: str, now: int, needed: int = 4, organisation: str = "Northshire", **more: Any) -> CountedTeam:
    """A team of eight who all rate the same."""
    return replace(
        team_week(tally(name, 8, members=12, now=[now] * 8, needed=[needed] * 8), organisation=organisation), **more
    )


# --- one sentence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "needed", "said"),
    [
        (2, 4, "*People rate this 2.1 of 5, and want 3.9: a gap of 1.8.* Nearly everyone chose"),
        (4, 4, "*People rate this 3.9 of 5: as good as it needs to be.*"),
        (5, 3, "of 5: as good as it needs to be.*"),
        (3, None, "*People rate this 2.9 of 5.* Nearly everyone chose 3 for now. Heard: "),
    ],
)
def test_one_sentence_from_the_figures(now: int, needed: int | None, said: str) -> None:
    """The sentence at the top says what the published numbers of the team say."""
    round_ = tally(people=8, members=12, now=[now] * 8, needed=[needed] * 8 if needed else [])
    assert said in shown(digest(team_week(round_))).text


def test_the_sentence_of_several_teams_counts_teams() -> None:
    """Of several teams the sentence says in how many the gap is one or more; teams without figures are not counted."""
    text = shown(digest(rated("A", 2), rated("B", 4), team_week(tally("C", 3)))).text
    assert "In 1 of 2 teams with figures, people see a gap of 1 or more." in text


def test_without_figures_there_is_no_sentence() -> None:
    """A team under the threshold has none, and neither has one that nobody rated."""
    for team in (team_week(tally(people=3, now=[2] * 3, needed=[5] * 3)), team_week(tally())):
        assert digest(team)["summary"] is None


# --- staff against leaders --------------------------------------------------------------------------------------------


def test_a_leader_reads_their_own_view_their_staffs_and_the_others() -> None:
    """Who rated reads three pairs of numbers, once each: what was published of staff, their own, all other leaders'."""
    seen = LeadersSeen({"team-A": OWN}, OTHERS)
    text = shown(made(rated("A", 2), seen=seen)).text
    assert "• Your own view: now 4, needed 5. Other leaders: now 3.7, needed 4.3. Only leaders read this." in text
    assert "*People rate this 2.1 of 5, and want 3.9: a gap of 1.8.*" in text


@pytest.mark.parametrize(
    ("seen", "there", "missing"),
    [
        (LeadersSeen(), "", "Your own view"),
        (LeadersSeen({}, OTHERS), "", "3.7"),
        (LeadersSeen({"team-A": OWN}, None, few=True), "Too few other leaders rated this to show.", "Other leaders:"),
        (LeadersSeen({"team-A": OWN}), "Your own view", "leaders rated"),
        (LeadersSeen({"team-A": OWN}, {**OTHERS, "split": True}), "needed 4.3, and split.", "Too few"),
        (LeadersSeen({"team-A": {"now": 4}}, {**OTHERS, "now": None}), "Other leaders: needed 4.3.", "now 3.7"),
    ],
)
def test_what_is_said_of_leaders(seen: LeadersSeen, there: str, missing: str) -> None:
    """Who rated nothing reads nobody's numbers; too few others are said to be so, kindly, and not shown."""
    text = shown(made(rated("A", 2), seen=seen)).text
    assert there in text
    assert missing not in text


def test_a_withheld_team_leaves_its_leader_their_own_view() -> None:
    """Where staff are too few, the leader's numbers stand without theirs."""
    text = shown(made(team_week(tally("A", 3, now=[2] * 3)), seen=LeadersSeen({"team-A": OWN}))).text
    assert "Your own view: now 4, needed 5. Only leaders read this." in text
    assert "Staff:" not in text


def test_a_leader_of_several_teams() -> None:
    """The same view of all teams is said once; different ones by team, in alphabetical order."""
    teams = rated("A", 2), rated("B", 4)
    same = shown(made(*teams, seen=LeadersSeen({"team-A": OWN, "team-B": OWN}))).text
    assert "Your own view: now 4, needed 5. Only leaders" in same
    apart = shown(made(*teams, seen=LeadersSeen({"team-A": OWN, "team-B": {"now": 2}}))).text
    assert "Your own view: A now 4, needed 5; B now 2. Only leaders" in apart


# --- where views differ -----------------------------------------------------------------------------------------------


def test_two_teams_that_are_apart_stand_in_alphabetical_order() -> None:
    """The two furthest apart are named with their published numbers, by name and not by number."""
    text = shown(digest(rated("Zoo", 1), rated("Arts", 4), rated("Care", 3))).text
    assert "• Teams see this differently: Arts 3.9, Zoo 1.1 (now)." in text
    assert "differently" not in shown(digest(rated("Zoo", 3), rated("Arts", 3))).text


def test_one_organisation_beside_all_together() -> None:
    """A leader in one of three reads where it stands apart from all; of two nothing, as the other's would follow."""
    own, others = rated("Repairs", 1), (rated("Wards", 5, organisation="Trust"), rated("Crews", 5, organisation="Fire"))
    three = made(own, others=others, week=replace(WEEK, organisations=3))
    assert three["differ"]["partners"] == {"organisation": "Northshire", "own": 1.1, "together": 3.7}
    assert "Partners see this differently: Northshire 1.1, all together 3.7 (now)." in shown(three).text
    assert made(own, others=others[:1], week=replace(WEEK, organisations=2))["differ"] is None
    alike = tuple(
        replace(each, organisation=name) for each, name in ((rated("A", 1), "Trust"), (rated("B", 2), "Fire"))
    )
    assert made(own, others=alike, week=replace(WEEK, organisations=3))["differ"] is None


def test_two_organisations_that_are_apart() -> None:
    """A leader in two organisations reads the sums of both; a leader in one reads nothing of the other."""
    north = [rated("A", 1), rated("B", 1)]
    south = [rated("C", 5, organisation="Southvale"), rated("D", 5, organisation="Southvale")]
    both = made(north[0], south[0], others=[north[1], south[1]])
    assert both["differ"]["organisations"] == [
        {"organisation": "Northshire", "all_teams": True, "now": 1.1},
        {"organisation": "Southvale", "all_teams": True, "now": 4.9},
    ]
    assert "• Organisations see this differently: Northshire 1.1, Southvale 4.9 (now)." in shown(both).text
    assert made(north[0], others=[north[1], *south])["differ"] is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["North", "South"]), st.integers(0, 12), st.integers(1, 5)), min_size=1, max_size=6
    )
)
def test_every_number_side_by_side_was_published(teams: list[tuple[str, int, int]]) -> None:
    """Whatever the teams, each number that stands beside another is one of the ledger's for a team or a sum."""
    weeks = [
        team_week(tally(f"T{i}", n, members=n + 4, now=[value] * n, needed=[4] * n), organisation=org)
        for i, (org, n, value) in enumerate(teams)
    ]
    sums = sums_of(weeks)
    snapshot = compose(DIGEST, LEADER, WEEK, weeks[:3], sums=sums)
    of_teams = {week.team: (week.figures or {}).get("ratings") for week in weeks[:3]}
    differ = snapshot["differ"] or {"teams": None, "organisations": None}
    for side in differ["teams"] or ():
        ratings = of_teams[side["team"]]
        assert ratings is not None
        assert ratings["now"] == side["now"]
    for side in differ["organisations"] or ():
        added = sums[side["organisation"]]
        assert added is not None
        assert added.ratings is not None
        assert added.ratings["now"] == side["now"]
    if snapshot["summary"]:
        wide = [ratings for ratings in of_teams.values() if ratings and ratings["gap"] >= 1]
        assert snapshot["summary"]["wide"] == len(wide)


# --- the trend --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "before", "said"),
    [
        ([("Vision", 0.5), ("Culture", 1.0)], None, "this gap is the widest of 3 areas so far."),
        ([("Vision", 2.5), ("Culture", 3.0)], None, "this gap is the smallest of 3 areas so far."),
        ([("Vision", 2.5), ("Culture", 1.0)], None, "the widest gap of 3 areas so far is “Vision”, 2.5."),
        ([("Vision", 1.8), ("Culture", 1.0)], None, "the widest gap of 3 areas so far is “Vision”, 1.8."),
        ([], ("Autumn", 2.7), "In “Autumn” the gap here was 2.7."),
        ([("Vision", 0.5)], ("Autumn", 1.0), "the widest of 2 areas so far. In “Autumn” the gap here was 1.0."),
    ],
)
def test_a_gap_beside_those_before(areas: list[tuple[str, float]], before: tuple[str, float] | None, said: str) -> None:
    """This week's gap (1.8) is set beside the earlier ones, and beside this area's when the framework ran before."""
    trend = Trend(tuple(EarlierGap(*area) for area in areas), before and EarlierGap("", before[1], before[0]))
    text = shown(made(rated("A", 2, trend=trend))).text
    assert "want 3.9: a gap of 1.8" in text
    assert said in text


def test_no_trend_without_figures_or_without_a_before() -> None:
    """A team under the threshold has no trend, whatever was published before; nor has a first week."""
    trend = Trend((EarlierGap("Vision", 2.0),))
    assert made(team_week(tally("A", 3, now=[2] * 3, needed=[4] * 3), trend=trend))["trend"] is None
    assert made(rated("A", 2))["trend"] is None


def test_of_several_teams_only_the_widest_are_named() -> None:
    """One line names the teams whose gap is the widest of theirs; an organisation's sum has its own trend."""
    trend = Trend((EarlierGap("Vision", 0.2),))
    small = [team_week(tally(n, 3, members=3, now=[2] * 3, needed=[4] * 3), organisation="South") for n in ("D", "E")]
    snapshot = made(rated("A", 2, trend=trend), rated("B", 4, trend=trend), *small, trends={"South": trend})
    text = shown(snapshot).text
    assert "• The widest gap so far: A." in text
    assert "• All teams of South together: this gap is the widest of 2 areas so far." in text


# --- few took part ----------------------------------------------------------------------------------------------------


def test_where_few_take_part_the_advice_is_another_rhythm() -> None:
    """The digest names the teams and a better rhythm, and asks for no more reminders; others read nothing of it."""
    text = shown(made(rated("A", 2), rated("B", 2, quiet=True))).text
    assert "*Few took part: B.* More reminders will not help. Ask every second week" in text
    assert "*Few took part.* More" in shown(made(rated("A", 2, quiet=True))).text
    assert "Few took part" not in shown(made(rated("A", 2))).text


# --- what residents told us -------------------------------------------------------------------------------------------


def told(team: str, words: Sequence[str], **more: Any) -> CountedTeam:
    """A team in which people pass on what residents told them."""
    named = tuple(
        NamedWords("U0AMINA01", text, "C0TEAM0001", f"1700000000.0002{i:02}", key=f"{team} {i}", residents=i % 2 == 0)
        for i, text in enumerate(words)
    )
    return team_week(replace(tally(team, 8), named=named), **more)


def test_what_residents_told_has_its_own_place() -> None:
    """It stands under its own heading and in no other list; what people say themselves stays where it was."""
    text = shown(made(told("A", ["The lift is out.", "We could ask."]))).text
    heading = text.index("*What residents told us*")
    assert text.index("“We could ask.”") < heading < text.index("“The lift is out.” <@U0AMINA01>")
    assert text.count("The lift is out.") == 1


def test_a_leader_outside_the_channel_reads_none_of_it() -> None:
    """Named words stay in a channel that the leader is not in, these too."""
    assert made(told("A", ["The lift is out."], may_read_thread=False))["residents"] is None


def test_words_that_are_taken_back_leave_their_section() -> None:
    """An author's change is followed there too; a section that has nothing left is gone."""
    snapshot = made(told("A", ["The lift is out."]))
    assert "The lift works." in shown(follow_in_digest(snapshot, "A 0", "The lift works.")).text
    assert follow_in_digest(snapshot, "A 0", None)["residents"] is None


def test_a_released_quote_says_that_it_is_a_residents() -> None:
    """Released words of the residents' question say so, and stand with the other quotes."""
    quote = Released("q", "Nobody rings back.", frozenset({"team-A"}), residents=True)
    assert "• A resident said: “Nobody rings back.”" in shown(made(rated("A", 2), released=[quote])).text


# --- all of it on one screen ------------------------------------------------------------------------------------------


@cache
def full(i: int, n: int, read: bool, words: str) -> CountedTeam:
    """A team as full as can be, made once."""
    return full_team(i, n, read=read, words=words)


@st.composite
def anything(draw: st.DrawFn) -> dict[str, Any]:
    """A snapshot with any combination of sections, as long as the records allow."""
    sizes = draw(st.lists(st.sampled_from([0, 3, 6, 30]), min_size=1, max_size=draw(st.sampled_from([1, 3, 9]))))
    words = draw(st.sampled_from(["x", "&<>" * 90, "long words here " * 40]))
    areas = tuple(EarlierGap("W" * 75, gap) for gap in draw(st.lists(st.sampled_from([0.1, 2.2, 3.9]), max_size=9)))
    start = draw(st.sampled_from([None, EarlierGap("W" * 75, 2.2, week=52)]))
    trend = Trend(areas, draw(st.sampled_from([None, EarlierGap("", 2.2, "B" * 200)])), start)
    teams = []
    for i, n in enumerate(sizes):
        team = full(i, n, draw(st.booleans()), words)
        figures = dict(team.figures or {})
        figures["named"] = [{**item, "residents": draw(st.booleans())} for item in figures["named"]]
        teams.append(replace(team, figures=figures, trend=trend, quiet=draw(st.booleans())))
    own = {team.team_id: {"now": draw(st.integers(1, 5)), "needed": 5} for team in teams if draw(st.booleans())}
    others = {"now": draw(SIDES), "needed": draw(SIDES), "split": True} if draw(st.booleans()) else None
    quotes = [Released(f"q{i}", words[:900], frozenset({t.team_id}), residents=True) for i, t in enumerate(teams[:5])]
    offers = [OfferMade("N" * 200, week, "T" * 75) for week in range(draw(st.integers(0, 7)))]
    return compose(
        DIGEST,
        LEADER,
        LONG_WEEK,
        teams,
        sums=sums_of([*teams, full(100, 30, True, "x"), full(101, 4, True, "x")]),
        offers=offers,
        released=quotes if draw(st.booleans()) else (),
        trends={team.organisation: trend for team in teams},
        seen=LeadersSeen(own, others, few=draw(st.booleans())),
    )


@given(anything(), st.booleans())
def test_any_combination_of_sections_fits_one_screen(snapshot: dict[str, Any], offered: bool) -> None:
    """Whatever there is to say, the message keeps to 1,500 characters and 15 blocks, and its text says all of it."""
    if offered:
        snapshot = {**snapshot, "offered": [team["team_id"] for team in snapshot["teams"]]}
    rendered = shown(snapshot)
    assert len(rendered.text) <= 1_500
    assert len(rendered.blocks) <= 15
    lines = [line for block in dicts(rendered, "section") for line in block["text"]["text"].splitlines()]
    assert [line for line in lines if line not in rendered.text] == []


@given(anything())
def test_a_tighter_room_never_holds_more(snapshot: dict[str, Any]) -> None:
    """Each room takes no more lines of these sections than the roomier one before."""
    held = [arrange(snapshot, room) for room in ROOMS]
    for name in ("views", "residents", "summary"):
        sizes = [len(str(each[name])) for each in held]
        assert all(now <= before + 2 for before, now in pairwise(sizes)), (name, sizes)


def test_a_digest_of_an_older_version_is_still_drawn() -> None:
    """A snapshot that knows nothing of these sections is shown as it was."""
    snapshot = made(rated("A", 2))
    older = {name: value for name, value in snapshot.items() if name not in {
        "summary", "rhythm", "leaders", "differ", "trend", "residents",
    }}  # fmt: skip
    assert "People rate this 2.1 of 5, and want 3.9" in shown(older).text


def test_plain_words() -> None:
    """Each of these lines is read at grade 8 or lower."""
    trend = Trend((EarlierGap("Vision", 0.2),), EarlierGap("", 2.0, "Autumn"))
    seen = LeadersSeen({"team-A": OWN}, {**OTHERS, "split": True}, few=True)
    for snapshot in (
        made(replace(told("A", ["The lift is out."]), trend=trend, quiet=True), seen=seen),
        made(rated("A", 1, trend=trend, quiet=True), rated("B", 4, trend=trend), seen=seen),
    ):
        for line in shown(snapshot).text.splitlines():
            assert grade(line) <= 8 or len(line.split()) < 8, line
