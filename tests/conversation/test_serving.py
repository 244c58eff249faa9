"""What runs by itself beside the conversation."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.bootstrap import Connected, serving
from bot.errors import OurFault


async def test_a_coach_whose_delivery_breaks_stops() -> None:
    """When delivery breaks in a way nobody thought of, the process ends with a sentence instead of falling silent."""

    async def breaks() -> None:
        raise LookupError

    parts: Any = SimpleNamespace(dispatcher=SimpleNamespace(run=breaks))
    with pytest.raises(OurFault, match="LookupError"):
        async with serving(cast("Connected", parts)):
            await asyncio.Event().wait()
