"""The house rules hold in every module, and each rule refuses a snippet that breaks it.

An exception to a rule is listed here with its reason, and must still be needed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.house.rules import (
    ASKS_THE_TIME,
    READS_THE_ENVIRONMENT,
    Finding,
    acts_at_import,
    block_kit_literals,
    broad_excepts,
    imports_of,
    names_used,
    undescribed_tests,
    vague_name,
)
from tests.house.tree import modules, syntax, text

SLACK = frozenset({"slack_bolt", "slack_sdk"})
BLOCK_MODULES = ("bot/slack/blocks/", "bot/slack/views/")
CLOCKS = {"bot/clock.py", "sandbox/clocks.py"}
LONGEST_MODULE = 500  # lines; most are under 100

# (module, function) -> why it must catch everything.
BROAD_EXCEPTS: dict[tuple[str, str], str] = {
    ("bot/delivery/files.py", "FileSender.step"): "a file that cannot be made keeps no other one waiting",
    ("bot/web/pages.py", "LeadersPages._told.told"): "a log must not have what an error says; a leader gets a sentence",
    ("bot/slack/trouble.py", "attempt"): "an exception after an acknowledgement takes it back; people get a sentence",
}


def _refused(rule: Callable[[ast.Module], Iterable[Finding]], names: Iterable[str]) -> list[str]:
    return [f"{name}:{found.line} {found.where} {found.what}" for name in names for found in rule(syntax(name))]


def _asks_the_time(tree: ast.Module) -> Iterator[Finding]:
    return names_used(tree, ASKS_THE_TIME)


def _reads_the_environment(tree: ast.Module) -> Iterator[Finding]:
    return names_used(tree, READS_THE_ENVIRONMENT)


def _imports_slack(tree: ast.Module) -> Iterator[Finding]:
    return imports_of(tree, SLACK)


def test_only_the_clock_asks_the_time() -> None:
    """Only the bot's clock and the stand-in's ask the time or sleep, so a story can be told at any speed."""
    assert _refused(_asks_the_time, set(modules("bot", "sandbox", "demo")) - CLOCKS) == []


def test_only_settings_read_the_environment() -> None:
    """No module but the settings reads the environment, so one table tells what can be set."""
    assert _refused(_reads_the_environment, set(modules("bot", "demo", "sandbox")) - {"bot/settings.py"}) == []


def test_slack_is_imported_at_the_edge_only() -> None:
    """Only bot/slack imports Slack's packages, and the stand-in owes nothing to them."""
    inside = [name for name in modules("bot", "demo", "sandbox") if not name.startswith("bot/slack/")]
    assert _refused(_imports_slack, inside) == []


def test_blocks_are_built_in_one_place() -> None:
    """Block Kit is written out only where blocks are built, so Slack's limits are kept in one place."""
    inside = [name for name in modules("bot") if not name.startswith(BLOCK_MODULES)]
    assert _refused(block_kit_literals, inside) == []


def test_nothing_catches_everything() -> None:
    """No `except` hides an error nobody thought of, save the listed edges."""
    found = {
        (name, item.where)
        for name in modules("bot", "demo", "sandbox", "tests")
        for item in broad_excepts(syntax(name))
    }
    assert found == set(BROAD_EXCEPTS)


def test_nothing_happens_at_import() -> None:
    """Importing a module defines things and does nothing else."""
    assert _refused(acts_at_import, set(modules("bot", "demo", "sandbox")) - {"bot/__main__.py"}) == []


def test_every_test_says_what_it_proves() -> None:
    """Each test says in one sentence what it proves."""
    assert _refused(undescribed_tests, modules("tests")) == []


def test_names_say_what_is_inside() -> None:
    """No module is called after nothing, as `utils` is."""
    assert [name for name in modules("bot", "demo", "sandbox", "tests") if vague_name(name)] == []


def test_modules_stay_readable() -> None:
    """No module of the bot or the stand-in is longer than one can hold in mind."""
    sizes = {name: len(text(name).splitlines()) for name in modules("bot", "sandbox")}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


BAD_SNIPPETS = [
    (_asks_the_time, "import time\nx = time.time()"),
    (_asks_the_time, "import time as t\nx = t.monotonic"),
    (_asks_the_time, "from time import time\ndef f(): return time()"),
    (_asks_the_time, "from datetime import datetime as dt, UTC\nx = dt.now(UTC)"),
    (_asks_the_time, "import datetime\nx = datetime.date.today()"),
    (_asks_the_time, "import asyncio\nasync def f(): await asyncio.sleep(1)"),
    (_asks_the_time, "from datetime import datetime\nx = datetime.now(0)"),
    (_reads_the_environment, "import os\nx = os.environ['A']"),
    (_reads_the_environment, "from os import getenv\nx = getenv('A')"),
    (_imports_slack, "import slack_sdk"),
    (_imports_slack, "def f():\n    from slack_sdk.models.blocks import Block"),
    (block_kit_literals, "x = [{'type': 'section', 'text': {}}]"),
    (block_kit_literals, "x = {'text': 'a', 'type': 'mrkdwn'}"),
    (broad_excepts, "try: f()\nexcept: pass"),
    (broad_excepts, "try: f()\nexcept (ValueError, Exception) as e: pass"),
    (broad_excepts, "with contextlib.suppress(BaseException): f()"),
    (acts_at_import, "print('hello')"),
    (acts_at_import, "for x in y: x()"),
    (undescribed_tests, "def test_it(): assert f()"),
    (undescribed_tests, "def test_it():\n    '''It works. It really does.'''"),
    (undescribed_tests, "class TestIt:\n    async def test_it(self):\n        '''works'''"),
]


@pytest.mark.parametrize(("rule", "snippet"), BAD_SNIPPETS)
def test_a_rule_refuses_what_breaks_it(rule: Callable[[ast.Module], Iterable[Finding]], snippet: str) -> None:
    """Each rule finds exactly one fault in a snippet that has one."""
    assert len(list(rule(ast.parse(snippet)))) == 1


GOOD_SNIPPETS = [
    (_asks_the_time, "import asyncio\nasync def f(clock): await asyncio.sleep(0); return clock.now()"),
    (_asks_the_time, "from datetime import datetime\nx = datetime(2026, 1, 1)"),
    (_reads_the_environment, "import os\nx = os.fsync(1)"),
    (_imports_slack, "from bot.slack import app"),
    (block_kit_literals, "x = {'type': 'event_callback'}"),
    (broad_excepts, "try: f()\nexcept (ValueError, KeyError): pass"),
    (acts_at_import, "'''A module.'''\nimport a\nX = 1\ndef f(): g()"),
    (undescribed_tests, "def test_it():\n    '''The sum of 1.5 and 2 is 3.5.'''"),
]


@pytest.mark.parametrize(("rule", "snippet"), GOOD_SNIPPETS)
def test_a_rule_leaves_the_rest_alone(rule: Callable[[ast.Module], Iterable[Finding]], snippet: str) -> None:
    """No rule complains about a snippet that keeps it."""
    assert list(rule(ast.parse(snippet))) == []


def test_a_vague_name_is_seen() -> None:
    """A module called `utils` is refused and one called `outbox` is not."""
    assert vague_name("bot/utils.py")
    assert vague_name("bot/common/names.py")
    assert not vague_name("bot/delivery/outbox.py")
