"""The digest of a week that asks again what an earlier one asked: the gap at the start beside the one of now."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.digests.facts import EarlierGap, Trend
from tests.digests.stories import tally, team_week
from tests.digests.test_message import shown
from tests.digests.test_side_by_side import made, rated

VISION = EarlierGap("Vision", 2.0, week=2)


def began(gap: float, *areas: EarlierGap, before: EarlierGap | None = None) -> Trend:
    """What was published before, with the first answer to this week's question in week 5."""
    start = EarlierGap("Culture", gap, week=5)
    return Trend((*areas, start), before, start)


@pytest.mark.parametrize(
    ("start", "now", "said"),
    [
        (2.3, 2, "• at the start, in week 5, a gap of 2.3; now 1.8."),
        (0.0, 2, "• at the start, in week 5, no gap; now 1.8."),
        (1.2, 4, "• at the start, in week 5, a gap of 1.2; now none."),
    ],
)
def test_a_team_reads_the_start_and_now(start: float, now: int, said: str) -> None:
    """One team's line holds the gap that was published in the earlier week, and this week's."""
    assert said in shown(made(rated("A", now, trend=began(start)))).text


def test_beside_its_own_start_a_week_is_not_ranked() -> None:
    """The same question would be ranked with itself; what ran in an earlier campaign still stands beside it."""
    trend = began(2.3, VISION, before=EarlierGap("", 1.1, "Autumn"))
    text = shown(made(rated("A", 2, trend=trend))).text
    assert "now 1.8. In “Autumn” the gap here was 1.1." in text
    assert "areas so far" not in text


def test_a_start_that_was_withheld_is_told_nowhere() -> None:
    """Where too few rated in the earlier week the digest says only what it says of any other week."""
    text = shown(made(rated("A", 2, trend=Trend((VISION,))))).text
    assert "at the start" not in text
    assert "this gap is the smallest of 2 areas so far." in text
    small = team_week(tally("A", 3, now=[2] * 3, needed=[4] * 3), trend=began(2.3))
    assert made(small)["trend"] is None, "nor is it told where too few rate now"


def test_several_teams_stand_on_one_line() -> None:
    """Of several teams each has its two numbers, in the order of the alphabet; a sum has a line of its own."""
    small = [team_week(tally(n, 3, members=3, now=[2] * 3, needed=[4] * 3), organisation="South") for n in ("D", "E")]
    teams = (rated("C", 2), rated("B", 4, trend=began(0.9)), rated("A", 2, trend=began(2.3)))
    text = shown(made(*teams, *small, trends={"South": began(2.5)})).text
    assert "• The gap at the start, in week 5, and now: A 2.3, now 1.8; B 0.9, now 0.0." in text
    assert "• All teams of South together: at the start, in week 5, a gap of 2.5; now " in text


@pytest.mark.parametrize("whole", [True, False])
def test_a_sums_start_is_of_the_same_teams_or_left_out(whole: bool) -> None:
    """What was of the larger teams alone then, and is of all now, is no change; so it is not told as one."""
    small = [team_week(tally(n, 3, members=3, now=[2] * 3, needed=[4] * 3), organisation="South") for n in ("D", "E")]
    known = began(2.5)
    start = replace(EarlierGap("Culture", 2.5, week=5), whole=whole)
    text = shown(made(rated("A", 2), *small, trends={"South": replace(known, start=start)})).text
    assert ("All teams of South together: at the start" in text) is whole


def test_many_teams_are_counted_where_there_is_no_room() -> None:
    """What has no place on the line is counted, so that nobody thinks it is all."""
    teams = [rated(f"Team {letter}", 2, trend=began(2.3)) for letter in "ABCDEFG"]
    (line,) = re.findall(r"The gap at the start, .*", shown(made(*teams)).text)
    names, more = re.findall(r"Team (\w) 2\.3, now 1\.8", line), re.findall(r"and (\d) more\.$", line)
    assert names == list("ABCDEFG")[: len(names)]
    assert len(names) + int(more[0]) == 7


def test_a_digest_that_was_frozen_before_is_still_drawn() -> None:
    """A snapshot whose trend knows of no start is shown as it was."""
    snapshot = made(rated("A", 2, trend=Trend((VISION,))))
    for team in snapshot["trend"]["teams"]:
        del team["start"]
    assert "this gap is the smallest of 2 areas so far." in shown(snapshot).text
    several = made(rated("A", 2, trend=Trend((VISION,))), rated("B", 2, trend=Trend((VISION,))))
    for team in several["trend"]["teams"]:
        del team["start"]
    assert "at the start" not in shown(several).text
