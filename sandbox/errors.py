"""What can go wrong, and whose fault it is.

`SlackError` is an answer of the Web API (the app's fault). `PersonError` is an act a person could not have done in
Slack's own client (the fault of the test or the demo). `AppFailed` is what a person sees when the app does not answer
well.
"""

from typing import Any


class SlackError(Exception):
    """The Web API refused the call; `code` is Slack's error code."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the JSON body Slack answers with."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": [f"[ERROR] {text}" for text in self.messages]}
        return body


class RateLimited(SlackError):
    """Too many calls; wait `retry_after` seconds (Slack's own seconds, before any pacing factor)."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class SandboxError(Exception):
    """The base of what the acting API raises."""


class PersonError(SandboxError):
    """A person cannot do this in Slack: what was asked is not on their screen or not allowed."""


class AppFailed(SandboxError):
    """The app did not answer a person well; the text is what Slack would show."""


class AppDidNotRespond(AppFailed):
    """No acknowledgement came within three seconds."""

    def __init__(self, what: str = "") -> None:
        super().__init__(f"That app did not respond. {what}".strip())


class AppAnsweredBadly(AppFailed):
    """The app's answer was not one that Slack accepts."""

    def __init__(self, why: str) -> None:
        super().__init__(f"We had some trouble connecting. Try again? ({why})")
