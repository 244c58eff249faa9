"""The digest as a message: one screen, all of it in the text, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.readability import grade
from bot.content.texts import Texts
from bot.digests.facts import AreaFacts, CampaignWeek, OfferMade
from bot.digests.fit import ROOMS, arrange
from bot.ids import planned_id
from bot.insight.ladder import SESSION
from bot.insight.tally import NamedWords, RoundTally
from bot.slack.blocks.digest import DIGEST_COMPOSERS
from bot.slack.blocks.rendered import Rendered, check, texts_in
from bot.slack.blocks.voice import Voice
from tests.digests.stories import DIGEST, TITLES, WEEK, CountedTeam, digest, tally, team_week

VOICE = Voice(Texts(Path(__file__).parents[2] / "content" / "texts"), "en", "Europe/London")
LONG_AREA = AreaFacts("long", "T" * 75, "H" * 150, "Q" * 250, "E" * 500)
QUOTED = re.compile("“(?!Offer times)[^”]*”")  # what people said; the button is named as long as it is there
LONG_WEEK = CampaignWeek("C" * 200, 5, 10, 10, LONG_AREA)


def shown(snapshot: dict[str, Any]) -> Rendered:
    """The message of a snapshot, as Slack would take it."""
    return check(DIGEST_COMPOSERS["digest/leader"](snapshot, VOICE), "digest/leader")


def dicts(rendered: Rendered, kind: str) -> list[dict[str, Any]]:
    """The blocks of one kind."""
    return [block for block in rendered.block_dicts() if block["type"] == kind]


def offers(rendered: Rendered) -> list[dict[str, Any]]:
    """The buttons and lists that offer a talk."""
    acts = [act for row in dicts(rendered, "actions") for act in row["elements"]]
    return [act for act in acts if act["action_id"].startswith("offer_talk")]


def full_team(
    i: int, people: int, *, read: bool = True, words: str = "Much to say & ask <here>. " * 100
) -> CountedTeam:
    """A team that has as much of everything as there can be, with the longest names the records allow."""
    themes = [people // 3] * 3 if people > 14 else []
    round_ = tally(f"{i:02} {'N' * 197}", people, members=people + 3, now=[1, 5] * 20, needed=[4] * 40, themes=themes)
    named = tuple(
        NamedWords("U0ABCDEFGHI", words, "C0ABCDEFGHI", f"1700000000.00{k:04}", 12, "short") for k in range(30)
    )
    leaders = (NamedWords("U0ABCDEFGHX", words, "C0ABCDEFGHI", "1700000000.990001"),) * 3
    asked = tally(asked=[f"{k} {words}" for k in range(12)]).questions
    full = replace(
        round_, named=named, leaders_named=leaders, questions=asked, theme_titles=dict.fromkeys(TITLES, "&" * 75)
    )
    week = team_week(full, organisation=("O" if i % 3 else "P") * 200, may_read_thread=read)
    return replace(week, team_id=planned_id("team", i), channel="C0ABCDEFGHI")


def full_digest(sizes: Sequence[int], *, read: bool = True) -> dict[str, Any]:
    """A digest with teams of these sizes, many others beside them, and offers made."""
    others = [full_team(100 + i, n) for i, n in enumerate([30, 3, 4, 12])]
    offers = [OfferMade("N" * 200, week, "T" * 75) for week in range(7)]
    return digest(
        *(full_team(i, n, read=read) for i, n in enumerate(sizes)), others=others, offers=offers, week=LONG_WEEK
    )


SCREENS = [[30], [3], [30, 3], [3, 3, 4], [30, 3, 30, 3], [30] * 5, [3] * 5, [30] * 6, [30, 3] * 6, [30] * 60, [3] * 60]


@pytest.mark.parametrize("offered", [True, False])
@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("sizes", SCREENS, ids=lambda sizes: f"{len(sizes)}x{sizes[0]}")
def test_the_largest_digest_fits_one_screen(sizes: list[int], read: bool, offered: bool) -> None:
    """With the most and longest of everything the message keeps to 1,500 characters and 15 blocks."""
    snapshot = full_digest(sizes, read=read)
    if offered:
        snapshot["offered"] = [team["team_id"] for team in snapshot["teams"]]
    rendered = shown(snapshot)
    assert len(rendered.text) <= 1_500
    assert len(rendered.blocks) <= 15
    assert sum(len(block["text"]["text"]) for block in dicts(rendered, "section")) <= 1_500


@given(
    st.lists(st.sampled_from([0, 3, 6, 30]), min_size=1, max_size=14),
    st.sampled_from(["x", "&<>" * 90, "long words here " * 40]),
)
def test_any_digest_fits_one_screen(sizes: list[int], words: str) -> None:
    """Whatever teams a leader has and whatever people write, the message fits."""
    rendered = shown(digest(*(full_team(i, n, words=words) for i, n in enumerate(sizes)), week=LONG_WEEK))
    assert len(rendered.text) <= 1_500
    assert len(rendered.blocks) <= 15


def test_a_usual_digest_has_room_for_everything() -> None:
    """A usual week of one team shows every answer, theme and question, and the agenda step by step."""
    round_ = tally(
        people=8, members=12, now=[2, 2, 1, 4, 5, 2, 4, 3], needed=[4] * 8, themes=[5], named=3, asked=["When?", "Why?"]
    )
    text = shown(digest(team_week(round_))).text
    for words in (
        "5 or more people, most of the team",
        "*People rate this 2.9 of 5, and want 3.9: a gap of 1.0.* Views are split.",
        "Time to try things: 5 people",
    ):
        assert words in text
    assert "Nearly everyone chose 4 for needed." in text
    assert [text.count(words) for words in ("We could ask residents first.", "|Open>", "Asked in confidence")] == [
        3,
        3,
        2,
    ]
    assert "15 minutes: listen, first on “Time to try things”." in text
    assert "<https://northshire.slack.com/archives/C0TEAM0001/p1700000000000102|Open> (2 reactions)" in text


@pytest.mark.parametrize(
    ("week", "begins"),
    [
        (tally(themes=[5], asked=["Why?"]), "first on “Time to try things”."),
        (tally(themes=[2], asked=["Why?"]), "first on what was asked above."),
        (tally(now=[2] * 8, needed=[4] * 8), "first on what would take us from 2.1 to 3.9."),
        (tally(), "15 minutes: listen. “What"),
        (tally(people=3, asked=["Why?"]), "15 minutes: listen. “What"),
    ],
)
def test_the_agenda_is_of_this_week(week: RoundTally, begins: str) -> None:
    """The talk begins with what most chose, else with what was asked, else with the gap; of too few with nothing."""
    assert begins in shown(digest(team_week(week))).text


def test_what_is_taken_back_is_not_on_the_agenda() -> None:
    """Where the one question was withdrawn, the talk does not begin with it."""
    snapshot = {**digest(team_week(tally(asked=["Why?"]))), "questions": None}
    assert "what was asked" not in shown(snapshot).text


def test_what_does_not_fit_is_counted() -> None:
    """Thirty answers become a few, with the number of the others and a way to the thread."""
    text = shown(full_digest([30])).text
    quoted = text.count("<@U0ABCDEFGHI>")
    thread = "https://northshire.slack.com/archives/C0ABCDEFGHI/p1700000000000001"
    assert f"and {30 - quoted} more in <{thread}|the team’s thread>" in text


@pytest.mark.parametrize("sizes", [[8], [3], [8, 3], [3, 3], [8, 8, 8]])
def test_the_text_says_what_the_blocks_say(sizes: list[int]) -> None:
    """Screen readers hear every line of the blocks, and how to act."""
    teams = [team_week(tally(f"Team {i}", n, now=[3] * n, named=2, themes=[n])) for i, n in enumerate(sizes)]
    rendered = shown(digest(*teams, offers=[OfferMade("Team 0", 1, "Vision")]))
    for block in (*dicts(rendered, "section"), *dicts(rendered, "context"), *dicts(rendered, "header")):
        for words in texts_in(block):
            assert all(line in rendered.text for line in words.splitlines())
    assert "Offer times" in rendered.text


SAID = (
    "People come to the desk with one worry and leave with three leaflets. Last week I rang instead.",
    "A lady on the fourth floor waited nine months for a grab rail. She did not want the best rail.",
    "We could ring people the night before. It takes one of us an hour.",
)


def talkative(name: str, answers: int = 3) -> CountedTeam:
    """A usual team in which people say much, and colleagues react to some of it."""
    round_ = tally(name, 9, members=10, now=[2, 3, 2, 4], needed=[4, 5, 4, 4], themes=[5], asked=["When do we hear?"])
    named = tuple(
        NamedWords(f"U0{name[:2].upper()}{i:05}", SAID[i % 3], "C0TEAM0001", f"1700000000.0001{i:02}", 2 - i % 2)
        for i in range(answers)
    )
    return replace(team_week(replace(round_, named=named)), channel=f"C0{name[:2].upper()}00001")


@pytest.mark.parametrize("answers", [(3, 3), (9, 1), (1, 9, 2), (5, 5, 5, 5), (3, 3, 3, 3, 3)])
def test_each_team_that_spoke_is_on_the_screen(answers: tuple[int, ...]) -> None:
    """However much others say, each team in which somebody spoke has words of its own on the screen."""
    names = ["Front desk", "Housing", "Libraries", "Nurses", "Youth work"]
    teams = [talkative(name, said) for name, said in zip(names, answers, strict=False)]
    text = shown(digest(*teams)).text
    lines = [text.count(f"<@U0{team.team[:2].upper()}") for team in teams]
    assert all(lines), text
    assert all(line == 1 or min(lines) >= min(line - 1, most) for line, most in zip(lines, answers, strict=True))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_no_team_has_a_second_line_before_another_has_its_first(answers: list[int]) -> None:
    """In every room that has a line for each team, lines are dealt round; in the others no team has two."""
    teams = [replace(talkative(f"{i:02}", said), team_id=f"team-{i}") for i, said in enumerate(answers)]
    snapshot = digest(*teams)
    for room in ROOMS:
        words = arrange(snapshot, room)["words"]
        given_lines = {team["team"]: len(team["answers"]) for team in (words or {"teams": []})["teams"]}
        lines = [(given_lines.get(f"{i:02}", 0), said) for i, said in enumerate(answers) if said]
        if room.each:
            assert all(has for has, _ in lines)
            assert all(has >= min(most, said) for has, said in lines for most in [max(has for has, _ in lines) - 1])
        else:
            assert sum(has for has, _ in lines) <= room.answers


def test_each_team_that_asked_is_on_the_screen_before_a_second_question() -> None:
    """Questions are dealt round the teams too, and keep their order."""
    first = tally("Front desk", 9, asked=["A?", "B?", "C?"])
    second = tally("Housing", 9, asked=["D?"])
    snapshot = digest(team_week(first), team_week(second))
    room = next(room for room in ROOMS if room.questions == 2)
    questions = arrange(snapshot, room)["questions"]
    assert ([item["text"] for item in questions["put"]], questions["more"]) == (["A?", "D?"], 2)


def test_the_two_kinds_of_threads_are_named_apart() -> None:
    """More words stand in the teams' threads, more questions in the thread under the digest itself."""
    many = shown(digest(*(talkative(name, 3) for name in ("Front desk", "Housing", "Libraries", "Nurses")))).text
    assert "in the week’s thread in <#C0FR00001>" in many
    assert "and 3 more, in the thread under this message" in many
    one = shown(digest(talkative("Front desk", 30))).text
    assert one.count("thread") == one.count("|the team’s thread>") == 1
    assert "in the thread." not in one + many


def test_what_a_follow_up_asked_stands_with_its_answer() -> None:
    """A reply to the coach's second question is quoted with that question."""
    round_ = tally(people=8)
    named = (NamedWords("U0AMINA01", "On Monday.", "C0TEAM0001", "1.1", follow_up=True, asked="When was that?"),)
    text = shown(digest(team_week(replace(round_, named=named)))).text
    assert "<@U0AMINA01>, asked “When was that?”: “On Monday.”" in text


def test_an_offer_shows_at_once_where_it_was_made() -> None:
    """The digest says whom a talk was offered and what comes next; so does that team's button, which still answers."""
    snapshot = {**digest(talkative("Front desk"), talkative("Housing")), "offered": ["team-Housing"]}
    rendered = shown(snapshot)
    sentence = "*You have offered Housing a talk on this.* They read it in <#C0HO00001>, and answer there."
    assert sentence in rendered.text
    assert any(block["text"]["text"].startswith(sentence) for block in dicts(rendered, "section"))
    labels = [act["text"]["text"] for act in offers(rendered)]
    assert labels == ["Offer times: Front desk", "Talk offered: Housing"]
    assert [act["action_id"] for act in offers(rendered)] == ["offer_talk"] * 2
    assert "Tap “Offer times” below" in rendered.text
    alone = shown({**digest(talkative("Housing")), "offered": ["team-Housing"]})
    assert [act["text"]["text"] for act in offers(alone)] == ["Talk offered"]
    assert "Tap “Offer times” below" not in alone.text


@pytest.mark.parametrize("names", [["Housing"], ["Front desk", "Housing"], ["Care", "Front desk", "Housing"]])
def test_an_offer_takes_no_words_away(names: list[str]) -> None:
    """Whatever a digest has to say, it says the same words of people after a talk is offered to any team or to all."""
    stages = [[f"team-{name}"] for name in names] + [[f"team-{name}" for name in names]]
    for length in range(20, 240, 5):
        talk = "Tenants wait and nobody says when. " * 10
        snapshot = digest(*(team_week(tally(name, named=4, asked=[talk[:length]] * 3)) for name in names))
        before = QUOTED.findall(shown(snapshot).text)
        for stage in stages:
            after = shown({**snapshot, "offered": stage})
            assert QUOTED.findall(after.text) == before
            assert len(after.text) <= 1_500


def test_an_offer_shows_in_a_list_of_many_teams() -> None:
    """In a list to choose from, a team that was offered a talk says so."""
    teams = [replace(team_week(tally(f"Team {i:02}")), team_id=f"team-{i}") for i in range(6)]
    (select,) = offers(shown({**digest(*teams), "offered": ["team-3", "team-5"]}))
    options = [option["text"]["text"] for option in select["options"]]
    assert options == ["Team 00", "Team 01", "Team 02", "Team 03 (offered)", "Team 04", "Team 05 (offered)"]


@pytest.mark.parametrize(
    ("earlier", "asked", "said"),
    [
        (0, [], "No question waits any more. You can still offer a talk below."),
        (0, ["Why?"], "1 question still waits. Answer below, or offer a talk."),
        (3, ["Why?"], "4 questions still wait. Answer below, or offer a talk."),
    ],
)
def test_the_last_digest_says_that_it_is_the_last_and_what_remains(earlier: int, asked: list[str], said: str) -> None:
    """Only the last week's digest says so, with the questions of which nobody said what comes of them."""
    team = team_week(tally(asked=asked))
    last = digest(team, week=replace(WEEK, week=WEEK.weeks), still_waiting=earlier)
    assert f"*This was the last of 7 weeks.* {said}" in shown(last).text
    assert "the last of" not in shown(digest(team, still_waiting=earlier)).text


def test_the_last_digest_counts_on_when_a_talk_is_offered() -> None:
    """An offer takes one team's questions off the count; it never takes the sentence away while others wait."""
    teams = [team_week(tally("Care", asked=["A?", "B?"])), team_week(tally("Repairs", asked=["C?"]))]
    last = digest(*teams, week=replace(WEEK, week=WEEK.weeks), still_waiting=1)
    waits = {
        (): "4 questions still wait. Answer below, or offer a talk.",
        ("team-Care",): "2 questions still wait. Answer below, or offer a talk.",
        ("team-Care", "team-Repairs"): "1 question still waits.",
    }
    for offered, said in waits.items():
        text = shown({**last, "offered": list(offered)}).text
        assert f"*This was the last of 7 weeks.* {said}\n" in text
    done = shown({**last, "last": {"waiting": 3}, "offered": ["team-Care", "team-Repairs"]}).text
    assert "*This was the last of 7 weeks.* No question waits any more.\n" in done


def test_withheld_says_why_and_what_helps() -> None:
    """A digest without figures says so, why, and that a talk helps; it holds no figure."""
    text = shown(digest(team_week(tally(people=3, now=[2] * 3, needed=[5] * 3, themes=[3])))).text
    assert "*No figures this week.* Too few people took part" in text
    assert "could point to one person" in text
    assert "A talk in person will tell you more." in text
    assert "gap" not in text
    assert "Time to try things" not in text


def test_withheld_for_some_teams_only() -> None:
    """Where one of two teams is too small, its line says so and the other has its figures."""
    text = shown(digest(team_week(tally("Repairs", 8, now=[2] * 4 + [3] * 4)), team_week(tally("Care", 3)))).text
    assert "• Repairs: 5 to 9 people, nearly everyone; now 2.5." in text
    assert "• Care: too few people for figures. A talk in person helps more." in text
    assert "No figures this week" not in text


@pytest.mark.parametrize(
    "snapshot", [digest(team_week(tally(n, p))) for n, p in [("A", 0), ("B", 9)]], ids=["none", "nine"]
)
def test_nobody_is_told_who_is_missing(snapshot: dict[str, Any]) -> None:
    """A digest names nobody who did not answer, promises so, and makes no promise it cannot keep."""
    text = shown(snapshot).text
    assert "I never say who did not answer." in text
    assert "<@" not in text
    assert "anonym" not in text.lower()


def test_one_button_for_one_team() -> None:
    """One team has one button, which carries the digest and the team."""
    (button,) = offers(shown(digest(team_week(tally()))))
    assert (button["action_id"], button["value"]) == ("offer_talk", f"{DIGEST}|team-Repairs")
    assert button["text"]["text"] == "Offer times"


def test_a_button_leads_to_the_page() -> None:
    """However many teams there are, one button makes a link to the page; it carries the digest and no link."""
    for teams in (1, 5, 60):
        rendered = shown(digest(*(replace(team_week(tally(f"Team {i:02}")), team_id=f"t{i}") for i in range(teams))))
        buttons = [each for row in dicts(rendered, "actions") for each in row["elements"]]
        pages = [button for button in buttons if button["action_id"] == "open_page"]
        assert [(button["value"], button.get("url")) for button in pages] == [(f"digest/{DIGEST}", None)]


def test_an_offer_opens_a_form() -> None:
    """Neither button nor list asks first: what they open is a form, and nothing is told before that is sent."""
    teams = [replace(team_week(tally(f"Team {i}")), team_id=planned_id(i)) for i in range(6)]
    for some in (teams, teams[:2]):
        found = offers(shown(digest(*some)))
        assert found
        assert [act.get("confirm") for act in found] == [None] * len(found)


def acts(snapshot: dict[str, Any]) -> list[list[str]]:
    """The rows of what can be tapped under a digest."""
    return [[act["action_id"] for act in row["elements"]] for row in dicts(shown(snapshot), "actions")]


def asked(snapshot: dict[str, Any], **more: str) -> dict[str, Any]:
    """The same with the records of its questions."""
    put = [{**item, "id": str(i), **more} for i, item in enumerate(snapshot["questions"]["put"])]
    return {**snapshot, "questions": {**snapshot["questions"], "put": put}}


def test_one_team_has_one_row_of_buttons() -> None:
    """A phone's screen is short: what can be done about one team's week stands in one row, and nothing in it twice."""
    one, two = (digest(team_week(tally(asked=asks))) for asks in (["When?"], ["When?", "Why?"]))
    on_one = ["question_answer", "question_promise", "question_not_now", "question_more"]
    assert acts(digest(team_week(tally()))) == [["offer_talk", "promise_new", "open_page"]]
    assert acts(asked(one)) == [["offer_talk", *on_one, "open_page"]]
    assert acts(asked(one, wish=SESSION)) == [["offer_times", *on_one, "open_page"]]
    assert acts(asked(two)) == [["offer_talk", "questions_open", "promise_new", "open_page"]]


def test_two_teams_have_a_button_each() -> None:
    """They stand in rows of their own because an action's id may stand once a row."""
    snapshot = digest(*(team_week(tally(f"Team {i}")) for i in range(2)))
    assert acts(snapshot) == [["offer_talk"], ["offer_talk"], ["promise_new", "open_page"]]
    assert [act["text"]["text"] for act in offers(shown(snapshot))] == [f"Offer times: Team {i}" for i in range(2)]


@pytest.mark.parametrize(("teams", "listed"), [(3, 3), (60, 60), (75, 60)])
def test_a_list_for_many_teams(teams: int, listed: int) -> None:
    """From three teams on there is a list to choose from; a team it cannot hold is not passed over in silence."""
    rendered = shown(digest(*(replace(team_week(tally(f"Team {i:02}")), team_id=planned_id(i)) for i in range(teams))))
    (select,) = offers(rendered)
    assert select["action_id"] == "offer_talk_select"
    assert len(select["options"]) == listed
    assert select["options"][0]["value"] == f"{DIGEST}|{planned_id(0)}"
    assert ("Write to the others in their channels." in rendered.text) == (teams > listed)


def test_peoples_words_are_no_markup() -> None:
    """Words that look like a broadcast, a mention or a link are shown as they were typed."""
    words = "<!channel> <@U0BOSS> <https://bad.example|bank> {{ 1 + 1 }} *"
    round_ = replace(tally(people=8, asked=[words]), named=(NamedWords("U0ANA", words, "C0", "1.1"),))
    text = shown(digest(team_week(round_))).text
    assert text.count("&lt;!channel&gt; &lt;@U0BOSS&gt; &lt;https://bad.example|bank&gt; {{ 1 + 1 }} *") == 2
    assert "<!channel>" not in text


def test_plain_words() -> None:
    """Each line of a digest, without links and names, is read at grade 8 or lower."""
    many = [
        team_week(tally(n, p, now=[2] * p, needed=[4] * p, themes=[p]))
        for n, p in [("Repairs", 8), ("Care", 3), ("Lets", 12)]
    ]
    small = team_week(tally(people=3, named=3))
    for snapshot in (digest(*many), digest(small), digest(replace(small, may_read_thread=False)), full_digest([8, 3])):
        text = re.sub(r"[A-Z&]{9,}…?", "Care", shown(snapshot).text)
        assert grade(text) <= 8
        for line in text.splitlines():
            assert grade(line) <= 8 or len(line.split()) < 8, line


def test_rooms_get_tighter() -> None:
    """Each room holds no more than the one before, so the first that fits holds the most."""
    snapshot = full_digest([30, 3, 8])
    sizes = [len(str(arrange(snapshot, room))) for room in ROOMS]
    assert sizes == sorted(sizes, reverse=True)


def test_arranging_leaves_the_snapshot_alone() -> None:
    """The kept snapshot stays whole whatever is shown of it."""
    snapshot, again = full_digest([30, 3]), full_digest([30, 3])
    for room in ROOMS:
        arrange(snapshot, room)
    assert snapshot == again


@pytest.mark.parametrize("sizes", [[12], [30, 3, 9], [8] * 20])
def test_every_question_stands_in_the_thread(sizes: list[int]) -> None:
    """The thread of a digest holds each question that was put, within Slack's limits, however long they are."""
    snapshot = full_digest(sizes)
    said = check(DIGEST_COMPOSERS["digest/questions"](snapshot, VOICE), "digest/questions")
    assert said.text.count("• “") == len(snapshot["questions"]["put"]) >= 2


def test_questions_that_were_taken_back_leave_a_sentence() -> None:
    """When every question was withdrawn, the thread says so and shows none."""
    snapshot = {**full_digest([12]), "questions": None}
    said = check(DIGEST_COMPOSERS["digest/questions"](snapshot, VOICE), "digest/questions")
    assert "taken back" in said.text
