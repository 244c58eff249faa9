"""The page for whoever runs it knows every check, every figure and every trouble that there is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.health.checks import Check, Level
from bot.health.metrics import CHECKS, Figures
from bot.health.troubles import Kind
from bot.health.vitals import Vitals

PAGE = Path("docs/operating.md").read_text(encoding="utf-8")


def figures() -> set[str]:
    """The names of all figures of ours, as Prometheus reads them."""
    moment = datetime(2027, 1, 12, tzinfo=UTC)
    checks = [Check(name, Level.WELL, "") for name in CHECKS]
    page = Figures(CollectorRegistry()).text(Vitals(now=moment, wire=moment), checks).decode()
    samples = [sample for family in text_string_to_metric_families(page) for sample in family.samples]
    return {sample.name for sample in samples if sample.name.startswith("waymark_")}


@pytest.mark.parametrize("name", sorted({*CHECKS, *Kind, *figures()}))
def test_the_page_explains_it(name: str) -> None:
    """Each check, figure and trouble has a row of its own in the page."""
    assert f"| `{name}` |" in PAGE


def test_the_page_explains_nothing_that_is_gone() -> None:
    """No row is about a check, a figure or a trouble that does not exist, and the README leads to the page."""
    rows = {
        line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `") and "/" not in line.split("`")[1]
    }
    assert rows == {*CHECKS, *(str(kind) for kind in Kind), *figures()}
    assert "(docs/operating.md)" in Path("README.md").read_text(encoding="utf-8")
