"""A process that is killed at any commit or call leaves nothing lost and nothing twice, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crashes.campaign import Bench, cases, play, points
from tests.crashes.case import Case, Verdict
from tests.crashes.coverage import calling, committing
from tests.support.postgres import PostgresServer

BOTH = {"before", "after"}
WORST = (
    ("posts", "Ledger._store of Begin commits:before"),
    ("posts", "Ledger._store of Begin commits:after"),
    ("posts", "SlackMessenger.post calls chat.postMessage:before"),
    ("posts", "SlackMessenger.post calls chat.postMessage:after"),
    ("posts", "Ledger._store of Accepted commits:after"),
    ("doubts", "Ledger._store of NotThere commits:after"),
    ("refusals", "Ledger._store of RefusedForGood commits:before"),
    ("looks", "SlackMessenger.delete calls chat.delete:after"),
)
"""What the small profile kills at; `make torture-crashes` kills at every point, and often."""


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
    """Each story told to its end on both databases."""
    return play([case for database in ("sqlite", "postgresql") for case in bench.whole_stories(database)])


def test_the_stories_end_well_when_nobody_is_killed(recorded: list[Verdict]) -> None:
    """What a story says that must stand at its end stands there, on both databases."""
    assert _troubles(recorded) == {}


def test_each_commit_and_each_call_has_its_points(recorded: list[Verdict]) -> None:
    """Every function of delivery that commits, and every way to call Slack, is met before and after."""
    met = points(recorded)
    committed = {name.split(" commits")[0].split(" of ")[0]: sides for name, sides in met.items() if " commits" in name}
    called = {name.split(" calls")[0].removeprefix("SlackMessenger."): sides for name, sides in met.items()}
    assert {name for name in committing("bot/delivery") if committed.get(name) != BOTH} == set()
    assert {name for name in calling() if called.get(name) != BOTH} == set()


def test_killed_at_the_worst_points_nothing_is_lost_or_doubled(bench: Bench) -> None:
    """Killed around the note that a request leaves, the request, and the note of its end, each message stands once."""
    wanted = [
        Case(story, point=point, file=case.file, server=case.server, template=case.template)
        for database in ("sqlite", "postgresql")
        for story, point in WORST
        for case in [bench.case(story, database)]
    ]
    verdicts = play(wanted)
    assert _troubles(verdicts) == {}
    assert [verdict.case.name for verdict in verdicts if not verdict.killed] == []


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_killed_at_every_point_nothing_is_lost_or_doubled(recorded: list[Verdict]) -> None:
    """Killed at the first meeting with any point, each message stands once."""
    verdicts = play(cases(recorded, hits=1))
    assert _troubles(verdicts) == {}
