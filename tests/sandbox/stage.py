"""The stage on which refusals are tried: every kind of place and message that Slack treats differently."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.records import View
from sandbox.workspace import Workspace


@dataclass
class Stage:
    """A workspace with one of everything. The bot is in `team` and `archived`, not in `other` and `hidden`."""

    workspace: Workspace
    client: AsyncWebClient
    ana: str
    outsider: str
    team: str
    other: str
    hidden: str
    archived: str
    root: str
    reply: str
    own: str

    def trigger(self, *, view: View | None = None) -> str:
        """A fresh trigger id of Ana's."""
        return self.workspace.triggers.issue(self.ana, view.id if view else None)

    def open_modal(self, **fields: Any) -> View:
        """Ana has a modal open."""
        return self.workspace.views.open(self.ana, modal(**fields))

    async def upload(self, name: str = "a.txt", content: bytes = b"hello") -> str:
        """A file whose bytes have arrived but which is not completed; its id."""
        file = self.workspace.files.begin(name, len(content), self.workspace.app.bot_user)
        file.content = content
        return file.id


Case = Callable[[Stage], Awaitable[Any]]
REFUSALS: dict[tuple[str, str], Case] = {}


def refusal(method: str, error: str) -> Callable[[Case], Case]:
    """Register a case: calling it must end in that error of that method."""

    def register(case: Case) -> Case:
        assert (method, error) not in REFUSALS, f"{method} × {error} is there twice"
        REFUSALS[method, error] = case
        return case

    return register


def refusals(method: str, cases: dict[str, Case]) -> None:
    """Register several cases of one method by error."""
    for error, case in cases.items():
        refusal(method, error)(case)


def section(text: str = "Hello", **fields: Any) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **fields}


def modal(**fields: Any) -> dict[str, Any]:
    """A valid modal."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Hi"},
        "blocks": [section(block_id="one")],
        **fields,
    }


def home(**fields: Any) -> dict[str, Any]:
    """A valid home tab."""
    return {"type": "home", "blocks": [section()], **fields}


def too_long_in_all() -> list[dict[str, Any]]:
    """Blocks that are each fine and too long together."""
    return [section("x" * 2900) for _ in range(4)]


NOWHERE = "C0NOWHERE00"
BAD_BLOCKS = [section("")]
