"""A process that is killed at any commit or call leaves nothing lost and nothing twice, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import PROFILE
from tests.crashes.campaign import Bench, cases, play, points
from tests.crashes.coverage import NO_POINTS, NOT_CALLED, SOMETIMES, called, calling, committing
from tests.crashes.verdicts import Verdict
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.timeout(600)  # many processes, each killed and followed by another
BOTH = {"before", "after"}
WORST = (
    ("posts", "Ledger._store of Begin commits:before"),
    ("posts", "Ledger._store of Begin commits:after"),
    ("posts", "SlackMessenger.post calls chat.postMessage:before"),
    ("posts", "SlackMessenger.post calls chat.postMessage:after"),
    ("posts", "Ledger._store of Accepted commits:after"),
    ("doubts", "Ledger._store of NotThere commits:after"),
    ("refusals", "Ledger._store of RefusedForGood commits:before"),
    ("refusals", "Ledger._store of RefusedAsDrawn commits:after"),
    ("looks", "SlackMessenger.delete calls chat.delete:after"),
)
"""What the small profile kills at; `make torture-crashes` kills at every point, and often."""
WORST_HEARD = (
    ("sqlite", "thread", "Conversation._once of ReplyPosted commits:before"),
    ("postgresql", "thread", "acknowledges by HTTP:before"),
    ("postgresql", "forms", "Conversation._once of AnswerGiven commits:after"),
    ("sqlite", "forms", "acknowledges by the socket:before"),
)
"""The same for what is heard: after its storing and before its acknowledgement, and before it is stored."""
WHOLE = {"thread": "sqlite", "forms": "postgresql", "weeks": "sqlite", "away": "postgresql"}
"""On which database the small profile tells a story in which people speak; the large one tells it on both."""


def _troubles(verdicts: list[Verdict]) -> dict[str, list[str]]:
    """What was wrong, by story, database and point; of a long log its end."""
    troubled = [verdict for verdict in verdicts if verdict.problems]
    return {verdict.case.name: [problem[-400:] for problem in verdict.problems] for verdict in troubled}


@pytest.fixture(scope="module")
def bench(migrated_file: Path, postgres: PostgresServer, migrated_template: str) -> Bench:
    """Where the cases' databases come from."""
    return Bench(str(migrated_file), postgres.admin_url.render_as_string(hide_password=False), migrated_template)


@pytest.fixture(scope="module")
def recorded(bench: Bench) -> list[Verdict]:
    """Each story told to its end: of sending on both databases, the others on one (in the large profile: on both)."""
    whole = [case for database in ("sqlite", "postgresql") for case in bench.whole_stories(database)]
    return play([case for case in whole if PROFILE == "large" or WHOLE.get(case.story, case.kind) == case.kind])


def test_the_stories_end_well_when_nobody_is_killed(recorded: list[Verdict]) -> None:
    """What a story says that must stand and be stored at its end is there."""
    assert _troubles(recorded) == {}


def test_each_commit_has_its_points(recorded: list[Verdict]) -> None:
    """Every function that commits is met before and after, save those that are listed with a reason; no more are."""
    met = points(recorded)
    committed = {name.split(" commits")[0].split(" of ")[0]: sides for name, sides in met.items() if " commits" in name}
    unmet = {name for name in committing() if committed.get(name) != BOTH}
    assert unmet - SOMETIMES == set(NO_POINTS)


def test_each_call_and_acknowledgement_has_its_points(recorded: list[Verdict]) -> None:
    """Every way to call Slack is met before and after, and so is each way to acknowledge what Slack brought."""
    met = points(recorded)
    by = {name.split(" calls")[0].removeprefix("SlackMessenger."): sides for name, sides in met.items()}
    asked = {name.split(" calls ")[1] for name, sides in met.items() if " calls " in name and sides == BOTH}
    assert {name for name in calling() if by.get(name) != BOTH} == set()
    assert called() - asked == set(NOT_CALLED)
    assert "response_url" in asked
    assert met["acknowledges by the socket"] == met["acknowledges by HTTP"] == BOTH


def test_killed_at_the_worst_points_nothing_is_lost_or_doubled(bench: Bench) -> None:
    """Killed around the note that a request leaves, the request, and the note of its end, each message stands once;
    killed around the storing of an answer and its acknowledgement, the answer is stored once."""
    wanted = [(database, *where) for database in ("sqlite", "postgresql") for where in WORST]
    verdicts = play(
        replace(bench.case(story, database), point=point) for database, story, point in (*wanted, *WORST_HEARD)
    )
    assert _troubles(verdicts) == {}
    assert [verdict.case.name for verdict in verdicts if not verdict.killed] == []


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_killed_at_every_point_nothing_is_lost_or_doubled(recorded: list[Verdict]) -> None:
    """Killed at the first meeting with any point, each message stands once and each answer is stored once."""
    verdicts = play(cases(recorded, hits=1))
    assert _troubles(verdicts) == {}
