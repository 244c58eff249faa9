"""`make audit` fails for a known fault, and says plainly when nothing could be checked."""

from __future__ import annotations

import json
import re

import pytest

from scripts.audit import ACCEPTED, verdict
from tests.house.tree import text

FINE = {"name": "alpha", "version": "1.0", "vulns": []}
SKIPPED = {"name": "beta", "skip_reason": "Dependency not found on PyPI"}
FAULTY = {"name": "gamma", "version": "2.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.1"]}]}
AWAY = "Traceback\nrequests.exceptions.ConnectionError: Failed to resolve the host\n"


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([FINE], 0, "No fault is known in 1 packages."),
        ([FINE, SKIPPED], 0, "No fault is known in 1 packages. Not known to the service: beta."),
        ([SKIPPED, SKIPPED], 0, "NOT CHECKED: the advisory service knows none of the 2 packages"),
        ([FINE, FAULTY, SKIPPED], 1, "gamma 2.0: PYSEC-2026-1; mended in 2.1"),
    ],
)
def test_what_the_service_knows(packages: list[dict[str, object]], status: int, said: str) -> None:
    """A known fault fails and is named with its version and its end; packages nobody knows are no good news."""
    code, words = verdict(1 if status else 0, json.dumps({"dependencies": packages}), "")
    assert code == status
    assert said in words


def test_a_service_that_is_away() -> None:
    """Without an answer nothing fails, and it is said that nothing was checked."""
    code, words = verdict(1, "", AWAY)
    assert code == 0
    assert words.startswith("NOT CHECKED: the advisory service cannot be reached")


@pytest.mark.parametrize("complaint", ["usage: pip-audit\nerror: unrecognized arguments: --nonsense", ""])
def test_a_tool_that_is_broken(complaint: str) -> None:
    """Anything else that goes wrong fails, because it would hide faults for ever."""
    assert verdict(2, "", complaint)[0] == 2
    assert verdict(0, "", complaint)[0] == 1


def test_what_is_accepted_has_its_reason() -> None:
    """No fault is passed over without a sentence that says why."""
    assert [fault for fault, reason in ACCEPTED.items() if len(reason) < 20] == []


def test_every_build_looks() -> None:
    """`make test`, which a build server runs, looks at the file with all pins."""
    makefile = text("Makefile")
    assert re.search(r"^test: .*\baudit\b", makefile, re.MULTILINE)
    assert "-m scripts.audit requirements-dev.txt" in makefile
    assert "make test" in text(".ci/run")
