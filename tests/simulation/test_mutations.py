"""Each safeguard of delivery is needed: without it the simulator finds a broken rule."""

from __future__ import annotations

import pytest

from tests.simulation.campaign import Summary, tell_many
from tests.simulation.mutations import MUTATIONS

BUDGET = 4000  # stories within which a missing safeguard must show; it usually does within a few hundred


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_safeguard_is_needed(mutation: str) -> None:
    """With a safeguard taken away, in the simulation only, the simulator finds a broken rule within its budget."""

    def found(summary: Summary) -> bool:
        return bool(summary.failed)

    summary = tell_many(range(BUDGET), mutation=mutation, enough=found)
    assert summary.failed, f"{BUDGET} stories without {mutation} found nothing"
