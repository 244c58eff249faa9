"""`waymark doctor --live CHANNEL`: in a scratch channel of a real workspace, do once what the sandbox only imitates."""

from collections.abc import Awaitable, Callable

from bot.bootstrap import connected
from bot.clock import Clocks
from bot.delivery.ports import DeliveryProblem, Outgoing, Posted
from bot.doctor.checks import Finding
from bot.ids import fresh_id
from bot.settings import Settings
from bot.slack.blocks.compose import compose
from bot.slack.messenger import SlackMessenger

LOOKS = 10
BETWEEN = 2.0  # seconds: Slack may show a post a moment later


async def try_out(settings: Settings, channel: str) -> list[Finding]:
    """Post, find the post again by its metadata, change it, delete it."""
    clocks = Clocks.real()
    async with connected(settings, clocks) as parts:
        messenger = SlackMessenger(parts.client, compose, parts.core.texts)
        mark = fresh_id()
        message = Outgoing(workspace=parts.workspace, channel=channel, utterance="help", mark=mark)
        since = clocks.wire.now()
        posted: list[Posted] = []

        async def post() -> None:
            posted.append(await messenger.post(message))

        async def find() -> None:
            for _ in range(LOOKS):
                if await messenger.find(channel, mark, None, since):
                    return
                await clocks.wire.sleep(BETWEEN)
            raise DeliveryProblem("metadata_not_found")

        findings = [await _tried("live: post", post)]
        if not posted:
            return findings
        findings.append(await _tried("live: read the metadata back", find))
        place = posted[0]
        findings.append(await _tried("live: edit", lambda: messenger.update(place.channel, place.ts, message)))
        findings.append(await _tried("live: delete", lambda: messenger.delete(place.channel, place.ts)))
        return findings


async def _tried(what: str, act: Callable[[], Awaitable[None]]) -> Finding:
    try:
        await act()
    except DeliveryProblem as problem:
        fix = "Is the coach in that channel (/invite @Waymark), and are all scopes of manifest.yaml granted?"
        return Finding(what, ok=False, found=problem.code, fix=fix)
    return Finding(what, ok=True, found="it works")
