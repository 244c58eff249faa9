"""Whatever people type, on every way out: it pings nobody, links nowhere, is read as no template and runs in no sheet.

One property for every message, digest, Home tab and form: where words are nasty, Slack's markup holds nothing that it
does not hold where the same words are harmless.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.content.spreadsheet import csv_text, disarm
from bot.content.texts import Texts
from bot.digests.sections.quotes import Released, with_quotes
from bot.enquiries.export import as_rows
from bot.insight.asked import QuestionsShown
from bot.slack.blocks.compose import COMPOSERS, compose
from bot.slack.blocks.voice import Voice
from bot.slack.views.answer import answer_view, ask_view, change_view, follow_up_view
from bot.slack.views.home import home_view
from bot.slack.views.ideas import (
    answer_idea_view,
    help_idea_view,
    idea_view,
    ideas_view,
    learning_view,
    move_idea_view,
    review_idea_view,
    share_idea_view,
)
from bot.slack.views.ladder import give_name_view, take_up_view
from bot.slack.views.mail import mail_view
from bot.slack.views.meetings import change_time_view, mine_view, offer_view
from bot.slack.views.my_data import my_data_view
from bot.slack.views.promises import move_view, promise_one_view, promises_view
from bot.slack.views.questions import answer_question_view, pass_on_view, question_view, questions_view
from bot.slack.views.quotes import cut_view, preview_block, quotes_view
from bot.slack.views.schedule import schedule_view
from bot.slack.views.schedule_dates import dates_view
from bot.slack.views.schedule_edit import edit_view
from bot.slack.views.schedule_review import review_view
from bot.slack.views.schedule_teams import teams_view
from bot.slack.views.themes import themes_view
from tests.digests.stories import digest, tally, team_week
from tests.slack import facts_of_views as facts
from tests.slack import stand_in_meetings as meetings
from tests.slack.samples import PLAIN

TEXTS = Texts(Path(__file__).parents[2] / "content" / "texts")
VOICE = Voice(TEXTS, zone="Europe/London")
TYPED = frozenset({
    "text", "words", "team", "campaign", "name", "organisation", "sentence", "fix", "reason", "title", "priority_line",
    "where", "code", "question", "question_text", "question_short", "asked", "area_title", "headline", "why", "short",
    "need", "for_whom", "idea", "elsewhere", "red_tape", "expected", "happened", "next", "test", "skill",
    "experiment", "residents_question", "leader_question", "probe_text", "support_route", "summary", "description",
})  # fmt: skip
HARMLESS = "zq"
PIECES = (
    "<!channel>", "<!here|here>", "<!everyone>", "<@U0VICTIM1>", "<#C0SECRET1|general>", "<!subteam^S0ALL|all>",
    "<!date^0^{date}|x>", "<https://evil.example|your bank>", "<mailto:evil@evil.example>", "&lt;!channel&gt;", "&",
    "<", ">", "|", "`", "*", "_", "~", "\n", "\n> ", "\r", "\u2028", "\u202e", "\u200b", "{{ 7 * 191 }}", "{% raw %}",
    "@channel", "#general", "https://evil.example", "=1+1", "'", '"', "\\", "<!", "<@", "|>", "%7C",
)  # fmt: skip
NASTY = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), min_size=1, max_size=12).map("x".join).filter(str.strip)
DIGEST = digest(
    team_week(tally("Housing", 9, asked=["Why?", "Who decides?"], now=[1, 5] * 4, needed=[4] * 8), organisation="Town")
)
TABLE = {"area_title": "A", "teams": DIGEST["heard"]["teams"], "ratings": DIGEST["gaps"]["teams"], "small": 1}
QUOTED = with_quotes(DIGEST, [Released("quote-1", "A quote.", frozenset({DIGEST["teams"][0]["team_id"]}))])
IN_DIGESTS = {"digest/leader": QUOTED, "digest/quotes": QUOTED, "digest/table": TABLE}
MESSAGES: dict[str, Mapping[str, Any]] = {**PLAIN, **IN_DIGESTS}
VIEWS: dict[str, tuple[Any, Callable[[Any], View]]] = {
    "answer": (facts.ANSWER_FORM, lambda form: answer_view(form, VOICE)),
    "ask leaders": (facts.ANSWER_FORM, lambda form: ask_view(form, VOICE)),
    "change": (facts.CHANGE_FORM, lambda form: change_view(form, VOICE)),
    "follow-up": (facts.FOLLOW_UP_FORM, lambda form: follow_up_view(form, VOICE)),
    "own data": (facts.MY_DATA, lambda data: my_data_view(data, VOICE)),
    "themes": (facts.THEMES, lambda page: themes_view(page, VOICE)),
    "quotes": (facts.QUOTES, lambda page: quotes_view(page, VOICE)),
    "a quote hidden": (
        replace(facts.QUOTES, items=(replace(facts.QUOTE, state="hidden", reason="Why.", reply="No.", team=""),)),
        lambda page: quotes_view(page, VOICE),
    ),
    "questions": (facts.QUESTION_PUT, lambda put: questions_view(QuestionsShown((put,), (put,)), VOICE)),
    "a question": (facts.QUESTION_PUT, lambda put: question_view(put, VOICE)),
    "how it is taken up": (facts.WISH, lambda mine: take_up_view(mine, VOICE)),
    "meet by name": (facts.WISH, lambda mine: give_name_view(mine, VOICE)),
    "invitations by e-mail": ("amina@council.example", lambda address: mail_view(address, VOICE)),
    "answer a question": (facts.QUESTION_PUT, lambda put: answer_question_view(put, VOICE)),
    "offer times": (meetings.OFFER_FORM, lambda form: offer_view(form, VOICE)),
    "change a time": (meetings.CHANGE_FORM, lambda form: change_time_view(form, VOICE)),
    "own places": (meetings.MINE, lambda mine: mine_view(mine, VOICE)),
    "pass a question on": (facts.QUESTION_PUT, lambda put: pass_on_view(put, VOICE)),
    "promises": (facts.PROMISE, lambda one: promises_view([one], VOICE)),
    "a promise": (facts.PROMISE, lambda one: promise_one_view(one, VOICE)),
    "move a promise": (facts.PROMISE, lambda one: move_view(one, VOICE)),
    "share an idea": (facts.IDEAS_FORM, lambda start: share_idea_view(start, VOICE)),
    "ideas": (facts.IDEA_LINE, lambda line: ideas_view([line], VOICE)),
    "an idea": (facts.IDEA_SHOWN, lambda shown: idea_view(shown, VOICE)),
    "move an idea": (facts.IDEA_SHOWN, lambda shown: move_idea_view(shown, "decided", VOICE)),
    "help with an idea": (facts.IDEA_SHOWN, lambda shown: help_idea_view(shown, VOICE)),
    "look back at an idea": (facts.IDEA_SHOWN, lambda shown: review_idea_view(shown, VOICE)),
    "answer an idea": (facts.IDEA_SHOWN, lambda shown: answer_idea_view(shown, "red_tape", VOICE)),
    "what was learned": (facts.LEARNED, lambda lesson: learning_view([lesson], VOICE, lesson.title)),
    "cut a quote": (facts.QUOTE, lambda item: cut_view(item.quote_id, item.text, VOICE)),
    "preview": (
        facts.QUOTE,
        lambda item: View(type="modal", title="Saved", blocks=preview_block(item.text, VOICE, whole=True)),
    ),
    "schedule": (facts.SKETCH, lambda sketch: schedule_view(facts.SCHEDULE_FORM, sketch, VOICE)),
    "teams": (facts.SKETCH, lambda sketch: teams_view(sketch, 1, VOICE)),
    "review": (facts.REVIEW, lambda review: review_view(review, VOICE)),
    "edit": (facts.AMENDED, lambda amended: edit_view(amended, VOICE)),
    "dates": (facts.status_of_weeks(teams=3, weeks=4, apart=True), lambda status: dates_view(status, VOICE)),
    **{f"home {number}": (home, partial(home_view, voice=VOICE)) for number, home in enumerate(facts.HOMES)},
}


def said_with(value: Any, words: str, name: str = "") -> Any:
    """The same facts with other words wherever a person, an admin or a pack may have written them."""
    if isinstance(value, str):
        return words if name in TYPED else value
    if isinstance(value, Mapping):
        return {key: said_with(inner, words, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(said_with(inner, words, name) for inner in value)
    if is_dataclass(value) and not isinstance(value, type):
        told = {
            field.name: said_with(getattr(value, field.name), words, field.name)
            for field in fields(value)
            if field.init
        }
        return replace(value, **told)
    return value


def markup_in(value: Any) -> Iterator[str]:
    """Each text that Slack reads as markup; it must be told to look for nothing of its own."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value.get("verbatim") is True, value
            yield value["text"]
        for inner in value.values():
            yield from markup_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from markup_in(inner)


def tokens(texts: Iterator[str]) -> set[str]:
    """What Slack acts on: mentions, links and calls, each without its label."""
    return {token.split("|")[0].rstrip(">") for text in texts for token in re.findall(r"<[^>]*>?", text)}


def markup_of(name: str, words: str) -> list[str]:
    """A message's markup, in its text and in its blocks."""
    rendered = compose(name, said_with(MESSAGES[name], words), TEXTS, zone="Europe/London")
    return [rendered.text, *markup_in(rendered.block_dicts())]


def test_every_message_is_tried() -> None:
    """No composer is left out; the Home tab is tried as a view, and a digest's questions are in its message."""
    assert set(COMPOSERS) - set(MESSAGES) == {"home", "digest/questions"}


@pytest.mark.parametrize("name", sorted(MESSAGES))
@given(words=NASTY)
def test_no_message_pings_or_links(name: str, words: str) -> None:
    """Nasty words add nothing to a message that Slack acts on, and are never read as a template."""
    nasty = markup_of(name, words)
    assert tokens(iter(nasty)) <= tokens(iter(markup_of(name, HARMLESS)))
    assert not any("1337" in text for text in nasty)


@pytest.mark.parametrize("name", sorted(VIEWS))
@given(words=NASTY)
def test_no_form_or_home_pings_or_links(name: str, words: str) -> None:
    """The same for every form and every Home tab."""
    shown, draw = VIEWS[name]
    nasty, harmless = (list(markup_in(draw(said_with(shown, said)).to_dict())) for said in (words, HARMLESS))
    assert tokens(iter(nasty)) <= tokens(iter(harmless))
    assert not any("1337" in text for text in nasty)


def test_the_property_would_see_a_leak() -> None:
    """A mention, a call, a labelled link and a broken one are all seen."""
    assert tokens(iter(["a <@U1> b", "<!here|x>", "<https://evil.example|y>", "<!chan"])) == {
        "<@U1", "<!here", "<https://evil.example", "<!chan"
    }  # fmt: skip


# --- spreadsheets ----------------------------------------------------------------------------------------------------


@given(words=NASTY | st.sampled_from(["=1+1", " =1+1", "\t=1", "\r=1", "\n=1", "@SUM(A1)", "-2+3", "＝1", "\u00a0=1"]))
def test_no_cell_runs(words: str) -> None:
    """Read back, no cell begins like a formula, not even behind blanks, and each keeps what was typed."""
    data = {
        "campaign": {"name": words},
        "privacy": {"notice": words},
        "rounds": [{"team": words, "week": 1, "area_title": words, "state": "open", "figures": None}],
    }
    rows = as_rows(data)
    (row,) = csv.DictReader(io.StringIO(csv_text(list(rows[0]), rows), newline=""))
    for cell in (row["campaign"], row["team"], row["area"], row["privacy_notice"]):
        assert cell.removeprefix("'") == words.removeprefix("'")
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
        assert cell[:1] not in {"\t", "\r", "\n"}


@pytest.mark.parametrize(("value", "cell"), [(-1.5, "-1.5"), (3, "3"), (None, ""), ("-1.5", "'-1.5")])
def test_a_number_stays_a_number(value: object, cell: str) -> None:
    """A gap below zero can be reckoned with; the same written by a person cannot."""
    assert disarm(value) == cell
