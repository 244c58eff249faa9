"""The pages that say how it stands."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.health.desk import HealthDesk
from bot.health.pulse import Pulse
from bot.health.tallies import Tallies
from bot.storage.errors import DatabaseAway
from bot.web.app import create_web
from tests.health.conftest import MINUTE, Place


async def get(place: Place, path: str, role: str = "run") -> httpx.Response:
    """Ask a web process."""
    web = create_web([], HealthDesk(place.database, place.clocks, role), notice="# Notice")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://waymark") as http:
        return await http.get(path)


async def test_ready_and_not(place: Place) -> None:
    """With a process that ticks it is ready; when the last tick is old it is not, and says which check fails."""
    pulse = Pulse(place.database, place.wire, Tallies(), "run")
    pulse.ticked(0)
    await pulse.beat()
    ready = await get(place, "/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert [check["name"] for check in ready.json()["checks"]] == ["database", "migrations", "ticks", "lag", "clock"]
    place.story.advance(3 * MINUTE)
    await pulse.beat()
    unready = await get(place, "/readyz")
    assert (unready.status_code, unready.json()["ready"]) == (503, False)
    (bad,) = [check for check in unready.json()["checks"] if not check["ok"]]
    assert (bad["name"], bad["level"]) == ("ticks", "failing")
    assert "restart the worker" in bad["say"]
    assert (await get(place, "/readyz", "web")).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/metrics", 200)])
async def test_a_database_that_is_away(
    one_place: Place, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    """A process without its database lives, is not ready, and still gives its figures."""

    def away(*_: Any) -> Any:
        raise DatabaseAway

    monkeypatch.setattr(one_place.database, "reading", away)
    assert (await get(one_place, path)).status_code == status
