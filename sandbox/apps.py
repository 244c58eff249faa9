"""Makes the workspace's one app.

By hand, or from a Slack manifest, so that what the manifest forgets is missing here too.
"""

from collections.abc import Iterable

from sandbox.records import App, Json

BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "commands",
        "dnd:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
        "users:read.email",
    }
)
BOT_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "reaction_removed",
        "tokens_revoked",
    }
)


def make_app(
    name: str = "Waymark",
    *,
    scopes: Iterable[str] = BOT_SCOPES,
    events: Iterable[str] = BOT_EVENTS,
    commands: Iterable[str] = ("/waymark",),
    events_url: str | None = None,
    bot_token: str = "xoxb-sandbox-bot",  # noqa: S107 (opens nothing but the sandbox)
    app_token: str = "xapp-sandbox-app",  # noqa: S107
    signing_secret: str = "sandbox-signing-secret",  # noqa: S107
) -> App:
    """Return an app; by default with every scope and event the sandbox knows."""
    return App(
        id="A0SANDBOX01",
        name=name,
        bot_id="B0SANDBOX01",
        bot_user="U0SANDBOXBOT",
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        scopes=frozenset(scopes),
        events=frozenset(events),
        commands=frozenset(commands),
        events_url=events_url,
    )


def app_from_manifest(manifest: Json, *, events_url: str | None = None) -> App:
    """Return the app a manifest describes (the parsed YAML or JSON).

    With `events_url` everything is sent there, whatever addresses the manifest names.
    """
    features = manifest.get("features", {})
    app = make_app(
        features.get("bot_user", {}).get("display_name") or manifest["display_information"]["name"],
        scopes=manifest["oauth_config"]["scopes"]["bot"],
        events=manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []),
        commands=[command["command"] for command in features.get("slash_commands", [])],
        events_url=events_url,
    )
    app.home_tab = bool(features.get("app_home", {}).get("home_tab_enabled", False))
    return app
