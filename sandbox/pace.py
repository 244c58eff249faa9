"""How fast the sandbox plays Slack: its waits and limits, and one factor that divides them.

`scale` divides every wait that belongs to Slack's pacing: the refill time of rate limits and the delays before an
event is delivered again. It does not touch the three seconds an app has to answer or a trigger has to live: those are
about people. ``Retry-After`` always speaks in Slack's own seconds; a client that runs against a scaled sandbox
divides by the same factor.
"""

from dataclasses import dataclass

TIERS: dict[str, tuple[float, float]] = {
    # Tier: (calls in one burst, calls a second afterwards). Slack publishes the calls a minute.
    "t1": (1, 1 / 60),
    "t2": (20, 20 / 60),
    "t3": (50, 50 / 60),
    "t4": (100, 100 / 60),
    "special": (600, 10.0),
}


@dataclass(frozen=True)
class Pace:
    """Slack's speeds. Seconds unless said otherwise."""

    scale: float = 1.0
    ack_timeout: float = 3.0
    trigger_life: float = 3.0
    retry_delays: tuple[float, ...] = (0.5, 60.0, 300.0)
    post_burst: int = 3
    posts_per_second: float = 1.0
    workspace_burst: int = 100
    workspace_posts_per_second: float = 10.0
    response_url_life: float = 1800.0
    response_url_uses: int = 5

    def scaled(self, seconds: float) -> float:
        """Return the real wait for one of Slack's waits."""
        return seconds / self.scale
