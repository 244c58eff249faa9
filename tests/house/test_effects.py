"""Every request to Slack is of one class, and is sent only where that class is looked after."""

from __future__ import annotations

import ast

from bot.slack.effects import CLASSES, SENT_BY, EffectClass
from tests.house.slack_calls import methods_called
from tests.house.tree import modules, syntax


def misplaced(name: str, tree: ast.Module) -> list[str]:
    """The requests in a module that do not belong there, or that no class is known of."""
    place = name.removeprefix("bot/")
    return [
        f"{name}: {method}"
        for method in sorted(methods_called([tree]))
        if method not in CLASSES or place not in SENT_BY.get(CLASSES[method], {place})
    ]


def test_each_request_is_of_one_class_and_sent_where_that_class_is_looked_after() -> None:
    """No module beside the messenger posts or changes messages, and only answers to an act are sent at once."""
    assert [found for name in modules("bot") for found in misplaced(name, syntax(name))] == []


def test_the_table_of_classes_names_nothing_that_is_not_sent() -> None:
    """Each method in the table is called somewhere."""
    assert set(CLASSES) == methods_called([syntax(name) for name in modules("bot")])


def test_a_request_in_the_wrong_place_or_of_no_class_is_seen() -> None:
    """A post outside the messenger and a method that the table does not know are both named."""
    tree = ast.parse("client.chat_postMessage()\nclient.reactions_add()\nclient.users_info()")
    assert misplaced("bot/slack/act.py", tree) == [
        "bot/slack/act.py: chat.postMessage",
        "bot/slack/act.py: reactions.add",
    ]
    assert set(SENT_BY) | {EffectClass.QUESTION} == set(EffectClass)
