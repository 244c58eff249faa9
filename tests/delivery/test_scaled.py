"""Many workers on one PostgreSQL: what is due is written as jobs beside the ledger, and nothing is lost or doubled."""

from __future__ import annotations

from tests.delivery.office import Office


async def test_what_is_planned_is_posted_by_a_worker(scaled_office: Office) -> None:
    """A message is written with its job, and a worker posts it."""
    office = scaled_office
    for number in range(6):
        await office.plan(f"m{number}")
    await office.worker().settle()
    assert office.marks() == [f"mark-m{number}" for number in range(6)]
