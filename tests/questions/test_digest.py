"""A digest with questions to act on: within its limits before any act and after all of them; no words are lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.ids import planned_id
from bot.insight.outcomes import CONCERN, TALK_OFFERED, WAITING
from bot.slack.blocks.digest import DIGEST_COMPOSERS
from bot.slack.blocks.rendered import Rendered, check
from tests.digests.test_message import SCREENS, VOICE, full_digest, shown

MADE = [{"text": "A second depot. " * 12, "owner": "U0ABCDEFGHI", "on": "2027-02-01", "state": "open"}] * 5


def with_records(snapshot: dict[str, Any], state: str = WAITING) -> dict[str, Any]:
    """The same digest, with a record behind each question, and promises."""
    put = [
        {**item, "id": planned_id("question", place), "kind": CONCERN, "reply_by": "2027-02-01", "state": state}
        for place, item in enumerate(snapshot["questions"]["put"])
    ]
    promises = {**(snapshot["promises"] or {"offers": [], "more": 0}), "made": MADE, "made_more": 3}
    return {**snapshot, "questions": {**snapshot["questions"], "put": put}, "promises": promises}


def elements(rendered: Rendered) -> list[dict[str, Any]]:
    """What may be tapped."""
    rows = [block.get("elements", []) for block in rendered.block_dicts() if block["type"] == "actions"]
    accessories = [block["accessory"] for block in rendered.block_dicts() if "accessory" in block]
    return [element for row in rows for element in row] + accessories


@pytest.mark.parametrize("state", [WAITING, TALK_OFFERED])
@pytest.mark.parametrize("sizes", SCREENS, ids=lambda sizes: f"{len(sizes)}x{sizes[0]}")
def test_the_largest_digest_fits_one_screen(sizes: list[int], state: str) -> None:
    """With concerns, promises and buttons the screen keeps to 1,500 characters and 15 blocks, whatever was done."""
    rendered = shown(with_records(full_digest(sizes), state))
    assert len(rendered.text) <= 1_500
    assert len(rendered.blocks) <= 15


def test_no_act_takes_a_question_away() -> None:
    """What could be read before somebody acted can be read after it, with a word of what became of it."""
    before, after = (shown(with_records(full_digest([30, 3]), state)).text for state in (WAITING, TALK_OFFERED))
    assert before.count("*Concern") == after.count("*Concern") > 0
    assert (before.count("*Talk offered.*"), after.count("*Talk offered.*") > 0) == (0, True)


def test_a_late_question_takes_nothing_away() -> None:
    """Once its day is over a concern says so in the place of the day, and nothing else leaves the screen."""
    in_time = with_records(full_digest([30, 3]))
    put = [{**item, "late": True} for item in in_time["questions"]["put"]]
    before = shown(in_time).text
    after = shown({**in_time, "questions": {**in_time["questions"], "put": put}}).text
    assert "reply by" not in after
    assert after.replace("was due by", "reply by").replace(", not answered yet:", ":") == before
    assert len(after) <= 1_500


@pytest.mark.parametrize("many", [1, 2, 7, 8, 20])
def test_each_question_has_its_buttons_in_the_thread(many: int) -> None:
    """Under the digest each question has a row of its own; where there are many, a button that opens it; all fit."""
    snapshot = with_records(full_digest([30] * 5))
    put = (snapshot["questions"]["put"] * 20)[:many]
    put = [{**item, "id": planned_id("question", place)} for place, item in enumerate(put)]
    facts = {**snapshot, "questions": {**snapshot["questions"], "put": put}}
    rendered = check(DIGEST_COMPOSERS["digest/questions"](facts, VOICE), "digest/questions")
    first = [element for element in elements(rendered) if element["action_id"] in {"question_answer", "question_open"}]
    assert [element["value"] for element in first] == [item["id"] for item in put]
    assert len(json.dumps(rendered.block_dicts())) <= 15_000


@pytest.mark.parametrize(("many", "action"), [(1, "question_answer"), (2, "questions_open")])
def test_one_question_has_its_row_and_several_a_list(many: int, action: str) -> None:
    """The screen offers the acts on a single question at once, and a way to all of them where there are more."""
    snapshot = with_records(full_digest([30]))
    put = snapshot["questions"]["put"][:many]
    facts = {**snapshot, "questions": {**snapshot["questions"], "put": put, "more": 0}}
    assert action in {element["action_id"] for element in elements(shown(facts))}
