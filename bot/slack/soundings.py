"""What Slack says about the app's tokens, scopes and channels: for `waymark doctor`. Posts nothing."""

from dataclasses import dataclass, field

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.client import slack_client

PAGE = 200


@dataclass(frozen=True)
class SlackSounding:
    """What was found. `problem` is Slack's word when the token is refused; the rest is empty then."""

    problem: str = ""
    team: str = ""
    workspace: str = ""
    scopes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    socket_mode: bool = False
    url: str = field(default="")


async def sound(settings: Settings) -> SlackSounding:
    """Ask Slack who we are, what we may do and where we are."""
    async with slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url) as client:
        try:
            who = await client.auth_test()
        except SlackApiError as refused:
            return SlackSounding(problem=f"Slack refuses the bot token ({refused.response.get('error')})")
        except (SlackClientError, OSError, TimeoutError):
            return SlackSounding(problem=f"nobody answers at {settings.slack_api_url}")
        return SlackSounding(
            team=str(who["team"]),
            workspace=str(who["team_id"]),
            url=str(who["url"]),
            scopes=frozenset(str(who.headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")),
            channels=await _channels(client),
            socket_mode=await _opens_sockets(client, settings.slack_app_token.get_secret_value()),
        )


async def _channels(client: AsyncWebClient) -> frozenset[str]:
    found: set[str] = set()
    cursor = ""
    while True:
        page = await client.users_conversations(types="public_channel,private_channel", limit=PAGE, cursor=cursor)
        found |= {str(channel["id"]) for channel in page["channels"]}
        metadata: dict[str, str] = page.get("response_metadata") or {}
        cursor = metadata.get("next_cursor", "")
        if not cursor:
            return frozenset(found)


async def _opens_sockets(client: AsyncWebClient, app_token: str) -> bool:
    if not app_token:
        return False
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError:
        return False
    return True
