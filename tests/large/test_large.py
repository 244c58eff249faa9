"""The large play in small: every line of every digest is true, every message fits, and an untrue line would be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from bot.storage.database import Database
from bot.storage.models import DigestRecord
from bot.storage.types import Vault
from tests.large.__main__ import told
from tests.large.play import Play
from tests.large.truth import Judge

pytestmark = pytest.mark.timeout(600)  # by itself it takes fifteen seconds; a busy machine takes longer
Snapshot = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    """Two weeks of a few teams, one of them large."""
    file = tmp_path_factory.mktemp("large") / "large.sqlite3"
    file.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{file}", Vault([Fernet.generate_key().decode()]))
    play = Play(database, teams=6, people=120, seed=7, weeks=2)
    await play.run()
    yield play
    await database.dispose()


@pytest.mark.asyncio(loop_scope="module")
async def test_every_line_of_every_digest_is_true(played: Play) -> None:
    """What leaders read is what people did, by a count of the stored rows; no group below the threshold is in it."""
    assert played.report.faults == [], told(played.report)
    kinds = ("band", "share", "ratings: now", "theme", "question's record", "released", "named answer", "table: cells")
    for kind in (*kinds, "own view", "other leaders", "trend", "screen: band", "small team", "promise"):
        assert played.report.checked[kind] > 0, kind


@pytest.mark.asyncio(loop_scope="module")
async def test_every_message_keeps_to_its_limits(played: Play) -> None:
    """The longest screen has at most 1,500 characters and 15 blocks, and Slack takes all that stands in its thread."""
    longest = played.report.longest
    assert 0 < longest["screen: characters"] <= 1_500
    assert 0 < longest["screen: blocks"] <= 15
    assert 0 < longest["table: characters"] <= 4_000


def _of_team(section: str) -> Callable[[Snapshot], Any]:
    return lambda snapshot: snapshot[section]["teams"][0]


def _more(name: str, section: str) -> Callable[[Snapshot], None]:
    def change(snapshot: Snapshot) -> None:
        item = _of_team(section)(snapshot)
        item[name] = round(item[name] + 0.1, 1)

    return change


def _hide(snapshot: Snapshot) -> None:
    """The largest team with figures is said to be too small for them."""
    item = snapshot["heard"]["teams"].pop()
    snapshot["heard"]["small_teams"].append(item["team"])


def _theme(snapshot: Snapshot) -> None:
    themes = [theme for team in snapshot["themes"]["teams"] for theme in team["themes"] if theme["people"]]
    themes[0]["people"] += 1


def _share(snapshot: Snapshot) -> None:
    for item in snapshot["heard"]["teams"]:
        item["share"] = "few"


LIES: dict[str, Callable[[Snapshot], None]] = {
    "band": lambda snapshot: _of_team("heard")(snapshot).update(heard=[200, None]),
    "share": _share,
    "no band below k": lambda snapshot: _of_team("heard")(snapshot).update(heard=[0, 4]),
    "small team": _hide,
    "ratings: now": _more("now", "gaps"),
    "ratings: base": lambda snapshot: _of_team("gaps")(snapshot).update(base="elsewhere"),
    "theme": _theme,
    "questions counted": lambda snapshot: snapshot["questions"].update(more=snapshot["questions"]["more"] + 1),
    "questions are theirs": lambda snapshot: snapshot["questions"]["put"][0].update(text="Nobody asked this."),
    "released": lambda snapshot: snapshot["quotes"]["groups"][0]["quotes"][0].update(text="Nobody said this."),
    "named answer": lambda snapshot: snapshot["words"]["teams"][0]["answers"][0].update(author="U0OTHER"),
    "own view": lambda snapshot: snapshot["leaders"]["teams"][0].update(now=9),
    "trend": lambda snapshot: _of_team("trend")(snapshot).update(rank="nowhere"),
    "summary": lambda snapshot: snapshot["summary"].update(wide=99),
}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("line", sorted(LIES))
async def test_an_untrue_line_is_seen(played: Play, line: str) -> None:
    """Each kind of line is changed in some digest that has it: the count of the stored rows does not agree any more."""
    async with played.room.database.reading() as work:
        digests = await work.digests.of_campaign(played.campaign_id)
    seen = False
    for digest in digests:
        snapshot = deepcopy(digest.snapshot)
        try:
            LIES[line](snapshot)
        except (KeyError, IndexError, TypeError):
            continue  # this digest has no such line
        played.judge = Judge(played.judge.k, played.judge.titles)
        await played.hold(DigestRecord(leader=digest.leader, week=digest.week, snapshot=snapshot))
        seen = seen or any(f": {line}: " in fault for fault in played.judge.faults)
        if seen:
            break
    assert seen


@pytest.mark.full
async def test_thirty_teams_for_a_whole_campaign(migrated_sqlite_url: str) -> None:
    """The same with 30 teams and 600 people in every week of the pack; `python -m tests.large` plays 60 and 2,000."""
    database = Database(migrated_sqlite_url, Vault([Fernet.generate_key().decode()]))
    report = await Play(database, teams=30, people=600, seed=3).run()
    await database.dispose()
    assert report.faults == [], told(report)
