"""From one machine to many in the middle of a week: the file becomes a PostgreSQL database, and the coach goes on."""

from __future__ import annotations

import re

from tests.played.processes import environment, waymark
from tests.played.reading import said
from tests.played.stage import Stage


async def test_a_campaign_moves_in_the_middle_of_its_week(housing: Stage, migrated_postgres_url: str) -> None:
    """What was said before counts, what was planned goes out once, and people's buttons work on as if nothing was."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    await amina.replies("We ask twice a year.")
    await ben.answers_privately("The van is late.")
    await carys.rates(now=2)
    await housing.until("playback")
    before = {row.id: row.state for row in await housing.deliveries()}
    posted = len(housing.workspace.journal.calls("chat.postMessage"))
    await housing.bot_stops()

    old, env = housing.settings.database_url, environment(housing.settings)
    copied = await waymark(env, "db", "copy", "--from", old, "--to", migrated_postgres_url)
    assert copied.code == 0, copied.err
    assert re.match(r"Copied \d\d+ rows in \d\d tables", copied.out)
    again = await waymark(env, "db", "copy", "--from", old, "--to", migrated_postgres_url)
    assert (again.code, "is not empty" in again.sentence) == (1, True)

    housing.settings = housing.settings.model_copy(update={"database_url": migrated_postgres_url})
    await housing.bot_starts()
    await housing.settles()
    assert {row.id: row.state for row in await housing.deliveries()} == before
    assert len(housing.workspace.journal.calls("chat.postMessage")) == posted
    await ben.taps(ben.receipt(), "delete_answer")
    await carys.rates(now=4)
    await amina.replies("And at the door.")
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "We ask twice a year." in digest
    assert "The van is late" not in digest
    assert sorted(await housing.ratings()) == [("now", 4, "button")]
    headed = [said(message) for message in housing.in_channel()]
    assert len(headed) == len(set(headed))
    assert "closed" in said(housing.prompt())
    await housing.week_opens()
    assert "Week 2" in said(housing.prompt())
