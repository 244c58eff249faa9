"""How fast threads are read back: slower than Slack's limit, which looking for posted messages needs a part of.

Slack allows conversations.replies 50 times a minute and more (tier 3) for an organisation's own app.
"""

from bot.clock import WireClock

INTERVAL = 2.0  # seconds between two requests
BURST = 20  # requests that may go at once after a rest


class Budget:
    """Turns to read, in one process. `factor` divides every wait: more than 1 for a scaled sandbox."""

    def __init__(self, wire: WireClock, factor: float = 1.0) -> None:
        self._wire = wire
        self.factor = factor
        self._interval = INTERVAL / factor
        self._next = float("-inf")

    @property
    def wait(self) -> float:
        """Seconds until the next turn; 0.0 means now."""
        return max(0.0, self._next - (BURST - 1) * self._interval - self._wire.monotonic())

    async def turn(self) -> None:
        """Wait for a turn and take it."""
        seconds = self.wait
        self._next = max(self._next, self._wire.monotonic()) + self._interval
        if seconds > 0:
            await self._wire.sleep(seconds)

    def rest(self, seconds: float) -> None:
        """Give no turns for a while: Slack said so, in its own seconds."""
        until = self._wire.monotonic() + seconds / self.factor
        self._next = max(self._next, until + (BURST - 1) * self._interval)
