"""The snapshot of a leader's digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.compose import SECTIONS
from bot.digests.facts import OfferMade
from bot.digests.links import message_link
from bot.insight.tally import NamedWords, QuestionPut
from tests.digests.stories import LEADER, digest, tally, team_week

#: Numbers that count no people who might be hidden: dates, rules, steps, teams, and what stands under a name.
NO_PEOPLE = {"week", "weeks", "threshold", "minutes", "support", "more", "now", "needed", "gap", "wide", "teams"}

SIZES = st.integers(0, 14)
TEAMS = st.lists(st.tuples(st.sampled_from(["North", "South", ""]), SIZES, st.booleans()), min_size=1, max_size=6)


def numbers(value: Any, key: str = "") -> Iterator[tuple[str, int | float]]:
    """Every number of a snapshot with the key it stands under; a band's two ends are no counts."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers(inner, name)
    elif isinstance(value, list):
        if key != "heard":
            for inner in value:
                yield from numbers(inner, key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key, value


@given(TEAMS)
def test_no_count_of_few_people_is_in_a_snapshot(teams: list[tuple[str, int, bool]]) -> None:
    """Whatever the teams, no number in the snapshot counts one to four people, and no band begins there."""
    weeks = [
        team_week(
            tally(f"Team {i}", n, now=[2] * n, needed=[4] * n, themes=[n], named=n % 3, asked=["Why?"]),
            organisation=org,
        )
        for i, (org, n, _) in enumerate(teams)
    ]
    led = [week for week, (_, _, mine) in zip(weeks, teams, strict=True) if mine] or weeks[:1]
    snapshot = digest(*led, others=[week for week in weeks if week not in led])
    assert [(key, n) for key, n in numbers(snapshot) if key not in NO_PEOPLE and 0 < n < 5] == []
    bands = [item["heard"] for part in ("teams", "organisations") for item in snapshot["heard"][part]]
    assert all(low >= 5 for low, _ in bands)
    assert "people" not in snapshot
    assert "internal" not in json.dumps(snapshot)


def test_the_order_is_the_table() -> None:
    """A snapshot holds every section, in the order of the table, and only JSON."""
    snapshot = digest(team_week(tally()))
    assert snapshot["order"] == [
        "summary", "heard", "rhythm", "gaps", "leaders", "differ", "trend", "words", "residents", "themes", "questions",
        "promises", "ideas", "agenda",
    ]  # fmt: skip
    assert [key for key in snapshot if key in dict(SECTIONS)] == snapshot["order"]
    assert json.loads(json.dumps(snapshot)) == snapshot


def test_a_small_team_still_gets_a_digest() -> None:
    """Too few people give no figures, and yet names with links, questions with a name, and the agenda."""
    round_ = replace(
        tally(people=3, members=8, now=[2, 2, 2], needed=[4, 4, 4], named=2), questions=(QuestionPut("When?", "U0ANA"),)
    )
    snapshot = digest(team_week(round_))
    assert snapshot["withheld"]
    assert snapshot["gaps"] is None
    assert snapshot["themes"] is None
    assert [item["text"] for item in snapshot["questions"]["put"]] == ["When?"]
    links = [item["link"] for item in snapshot["words"]["teams"][0]["answers"]]
    assert links == [f"https://northshire.slack.com/archives/C0TEAM0001/p170000000000010{i}" for i in (1, 0)]
    assert sum(step["minutes"] for step in snapshot["agenda"]["steps"]) == 30


def test_one_team_with_enough_is_not_withheld() -> None:
    """A digest with figures of one team is no withheld digest, and names the team that has none."""
    snapshot = digest(team_week(tally("Repairs", 8)), team_week(tally("Care", 2)))
    assert not snapshot["withheld"]
    assert snapshot["heard"]["small_teams"] == ["Care"]


def test_teams_stand_in_alphabetical_order() -> None:
    """No order of the teams says which did better."""
    snapshot = digest(
        *(team_week(tally(name, n, now=[n % 5 + 1] * n)) for name, n in [("zeta", 6), ("Alpha", 9), ("beta", 20)])
    )
    assert [item["team"] for item in snapshot["heard"]["teams"]] == ["Alpha", "beta", "zeta"]
    assert [item["team"] for item in snapshot["gaps"]["teams"]] == ["Alpha", "beta", "zeta"]


@pytest.mark.parametrize("people", [0, 1, 4])
def test_a_confidential_question_waits(people: int) -> None:
    """A question put in confidence waits for enough people, and whether there is one is not told."""
    asked = digest(team_week(tally(people=people, asked=["Who decided this?"])))
    silent = digest(team_week(tally(people=people)))
    assert asked == silent
    assert asked["questions"] == {"put": [], "more": 0, "held_back": True, "earlier": []}


def test_the_small_teams_of_an_organisation_ask_together() -> None:
    """Small teams that are large enough together have their questions passed on, without saying which team asked."""
    small = [team_week(tally(name, 3, asked=[f"Why {name}?"])) for name in ("Care", "Homes")]
    snapshot = digest(small[0], others=small[1:])
    assert [(item["text"], item["team"], item["organisation"]) for item in snapshot["questions"]["put"]] == [
        ("Why Care?", None, "Northshire"),
        ("Why Homes?", None, "Northshire"),
    ]
    assert not snapshot["questions"]["held_back"]


def test_other_teams_are_never_shown_alone() -> None:
    """Nothing of a team that this leader does not lead is in the digest, save in a sum."""
    other = team_week(tally("Secret", 30, now=[1] * 30, named=3, asked=["Why?"], text="Hush"), organisation="South")
    mine = team_week(tally("Mine", 8, now=[3] * 8), organisation="North")
    assert digest(mine, others=[other]) == digest(mine)


def test_an_open_round_is_left_out() -> None:
    """A team whose week is still open is in no line, and the digest does not wait for it."""
    snapshot = digest(team_week(tally()), team_week(None))
    assert [team["team"] for team in snapshot["teams"]] == ["Repairs"]


def test_words_need_leave_to_read_the_channel() -> None:
    """Words from a channel the leader is not in stay there, and the digest says that they do."""
    snapshot = digest(team_week(tally(named=2), may_read_thread=False))
    assert snapshot["words"] == {"teams": [], "unread": ["Repairs"]}
    assert "We could ask" not in json.dumps(snapshot)


def test_the_most_supported_words_come_first_and_the_rest_is_counted() -> None:
    """Five answers are held, those with most reactions first; long ones are cut at a word, on one line."""
    round_ = replace(
        tally(people=9),
        named=tuple(NamedWords(f"U0{i}", "word\n" * 200, "C0", f"1.{i}", support=i % 7) for i in range(9)),
    )
    team = digest(team_week(round_))["words"]["teams"][0]
    assert [item["support"] for item in team["answers"]] == [6, 5, 4, 3, 2]
    assert team["more"] == 4
    assert all(len(item["text"]) <= 300 and item["text"].endswith("word…") for item in team["answers"])


def test_a_leader_does_not_read_their_own_words() -> None:
    """Other leaders' words are shown apart from the staff's; the reader's own are not."""
    words = (NamedWords(LEADER, "Mine.", "C0", "1.1"), NamedWords("U0OTHER", "Theirs.", "C0", "1.2"))
    team = digest(team_week(replace(tally(), leaders_named=words)))["words"]["teams"][0]
    assert [item["text"] for item in team["leaders"]] == ["Theirs."]
    assert team["answers"] == []


def test_offers_are_remembered() -> None:
    """The talks offered so far are listed, the newest first."""
    offers = [OfferMade("Care", 1, "Vision"), OfferMade("Homes", 2, "Culture")]
    promises = digest(team_week(tally()), offers=offers)["promises"]
    assert [item["week"] for item in promises["offers"]] == [2, 1]


@pytest.mark.parametrize(
    ("url", "ts", "link"),
    [
        ("https://a.slack.com/", "1700000000.000100", "https://a.slack.com/archives/C1/p1700000000000100"),
        ("https://a.slack.com", "1700000000.000100", "https://a.slack.com/archives/C1/p1700000000000100"),
        (None, "1700000000.000100", None),
        ("https://a.slack.com/", None, None),
        ("https://a.slack.com/", "", None),
    ],
)
def test_links(url: str | None, ts: str | None, link: str | None) -> None:
    """A message's link is the workspace's address, the channel, and the timestamp without its dot."""
    assert message_link(url, "C1", ts) == link


def test_a_concern_comes_before_other_questions() -> None:
    """The digest and its thread list concerns first, then what is due first."""
    team = team_week(tally(asked=["A?", "B?", "C?"]))
    kinds = (("question", "09"), ("question", "05"), ("concern", "20"))
    dates = [{"kind": kind, "reply_by": f"2027-02-{day}"} for kind, day in kinds]
    asked = [{**item, **more} for item, more in zip((team.figures or {})["questions"], dates, strict=True)]
    snapshot = digest(replace(team, figures={**(team.figures or {}), "questions": asked}))
    assert [item["text"] for item in snapshot["questions"]["put"]] == [asked[i]["text"] for i in (2, 1, 0)]
