"""manifest.yaml keeps Slack's limits and asks for the scopes the bot needs, and for no more.

Limits: Slack's manifest reference, schema version 2.
"""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import yaml

from tests.house.slack_calls import EVENT_SCOPES, events_heard, methods_called, scopes_needed
from tests.house.tree import modules, syntax, text

MANIFEST: dict[str, Any] = yaml.safe_load(text("manifest.yaml"))
EVENTS: list[str] = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
SCOPES: list[str] = MANIFEST["oauth_config"]["scopes"]["bot"]
TOP = {"_metadata", "display_information", "features", "oauth_config", "settings"}


def _bot() -> list[ast.Module]:
    return [syntax(name) for name in modules("bot")]


def faults(manifest: dict[str, Any]) -> list[str]:
    """Where a manifest oversteps what Slack accepts."""
    about, features = manifest["display_information"], manifest["features"]
    checks = {
        "an unknown part": set(manifest) <= TOP,
        "name over 35": 1 <= len(about["name"]) <= 35,
        "description over 140": len(about["description"]) <= 140,
        "long description not 175 to 4000": 175 <= len(about["long_description"]) <= 4000,
        "background colour": re.fullmatch(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", about["background_color"]),
        "bot's name over 80": len(features["bot_user"]["display_name"]) <= 80,
        "over 50 commands": len(features["slash_commands"]) <= 50,
        "over 10 shortcuts": len(features.get("shortcuts", [])) <= 10,
        "over 100 events": len(manifest["settings"]["event_subscriptions"]["bot_events"]) <= 100,
        "over 255 scopes": len(manifest["oauth_config"]["scopes"]["bot"]) <= 255,
    }
    for command in features["slash_commands"]:
        checks[f"command {command['command']}"] = bool(re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"]))
        checks[f"{command['command']} description"] = len(command["description"]) <= 2000
        checks[f"{command['command']} hint"] = len(command["usage_hint"]) <= 1000
    for shortcut in features.get("shortcuts", []):
        checks[f"shortcut {shortcut['name']}"] = len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150
    return [name for name, kept in checks.items() if not kept]


def test_the_manifest_keeps_slacks_limits() -> None:
    """Slack would accept the manifest: no text too long, no list too full, no unknown part."""
    assert faults(MANIFEST) == []


def test_a_manifest_too_long_is_seen() -> None:
    """A name, a description and a command over Slack's limits are each named."""
    about = MANIFEST["display_information"] | {"name": "W" * 36, "description": "d" * 141}
    commands = [{"command": "waymark", "description": "", "usage_hint": ""}]
    bad = MANIFEST | {"display_information": about, "features": MANIFEST["features"] | {"slash_commands": commands}}
    assert faults(bad) == ["name over 35", "description over 140", "command waymark"]


def test_lists_are_sorted_and_say_each_thing_once() -> None:
    """Scopes and events stand in alphabetical order, each once, so that a change is easy to review."""
    assert sorted(set(SCOPES)) == SCOPES
    assert sorted(set(EVENTS)) == EVENTS


def test_people_can_write_to_the_coach() -> None:
    """The Home tab is on, and the Messages tab takes what people type."""
    home = MANIFEST["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_it_starts_by_socket_and_hears_clicks() -> None:
    """The manifest works without a public address, hears buttons and forms, and keeps its token."""
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert not settings["org_deploy_enabled"]
    assert not settings["token_rotation_enabled"]


def test_each_scope_is_needed_and_none_is_missing() -> None:
    """The scopes are exactly those of the methods called, the events heard and the command offered."""
    called = methods_called(_bot())
    assert called, "no call to Slack was found: the scan no longer fits the code"
    assert set(SCOPES) == scopes_needed(called, EVENTS) | {"commands"}


def test_each_event_has_a_listener() -> None:
    """The manifest subscribes to exactly the events that have a listener."""
    subscribed = {name.split(".")[0] for name in EVENTS}
    assert subscribed == events_heard(_bot())


def test_every_event_has_known_scopes() -> None:
    """Each event in the manifest is in the table of scopes."""
    assert set(EVENTS) <= set(EVENT_SCOPES)


CALLS = [
    ("await client.chat_postMessage(channel=c)", {"chat.postMessage"}),
    ("send = self._client.conversations_members", {"conversations.members"}),
    ("await web.api_call('views.publish', json={})", {"views.publish"}),
    ("await say('hello')", {"chat.postMessage"}),
    ("await outbox.post(message)", set()),
]


@pytest.mark.parametrize(("source", "methods"), CALLS)
def test_calls_are_found(source: str, methods: set[str]) -> None:
    """A call to Slack is found however it is written, and other calls are not taken for one."""
    tree = ast.parse(f"async def f():\n    {source}")
    assert methods_called([tree]) == methods


LISTENERS = [
    ("@app.event('app_home_opened')\nasync def f(): ...", {"app_home_opened"}),
    ("app.event({'type': 'message', 'subtype': 'message_changed'})(f)", {"message"}),
    ("app.message()(f)", {"message"}),
    ("for kind in ('message', 'reaction_added'):\n    app.event(kind)(f)", {"message", "reaction_added"}),
    ("app.event(re.compile('.*'))(f)", set()),
]


@pytest.mark.parametrize(("source", "events"), LISTENERS)
def test_listeners_are_found(source: str, events: set[str]) -> None:
    """A listener is found however it is registered; the catch-all stands for no event."""
    assert events_heard([ast.parse(source)]) == events


def test_a_method_without_scopes_in_the_table_is_seen() -> None:
    """A method nobody looked up in Slack's pages stops the test."""
    with pytest.raises(KeyError):
        scopes_needed({"admin.users.remove"}, [])
