"""Puts a page together: sidebar, clock, conversation or home tab, thread, and the modal in front.

The same panes serve a whole page and a refresh of it. Reading a conversation marks it as read; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from sandbox.client.drawing import Drawing
from sandbox.client.emoji import PICKER, drawn, spoken
from sandbox.client.guide import Guide, Progress, end_bar, guide_bar
from sandbox.client.memory import Memory
from sandbox.client.reader import Reader
from sandbox.client.sidebar import Somebody, people_by_team, sidebar
from sandbox.client.story import StoryControls, clock_bar
from sandbox.client.timeline import Bodies, Card, Timeline, author_of
from sandbox.records import Channel, Message, User, View
from sandbox.state import current_state
from sandbox.workspace import Workspace

LATEST = 100
"""How many messages a page shows unless all are asked for."""
PANES = ("sidebar", "clock", "guide", "head", "stage", "composer", "thread", "replies", "reply", "modal")

SHEETS = {
    "try.html": ("/try", "What to try"),
    "calendar.html": ("/calendar", "Calendar"),
    "behind.html": ("/behind", "Behind the curtain"),
    "faults.html": ("/behind", "Behind the curtain"),
}
"""The pages beside the chat: their templates, and the address and name of the tab they stand under."""


@dataclass(frozen=True)
class Spot:
    """Where a person is: a conversation (perhaps with a thread beside it), or the app's home tab (no channel).

    `arriving`: they come here now; otherwise they were here already, and the page only follows what changes.
    """

    path: str
    channel: Channel | None = None
    thread: str | None = None
    everything: bool = False
    arriving: bool = True


class Screens:
    """Renders what a person sees at a spot."""

    def __init__(
        self,
        workspace: Workspace,
        memory: Memory,
        controls: StoryControls | None = None,
        guide: Guide | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._workspace = workspace
        self._memory = memory
        self._controls = controls
        self._guide = guide
        self._progress = progress or Progress()
        self._bodies = Bodies()
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        # An app leaves out of its blocks what it does not need.
        self._blocks = self._templates.overlay(undefined=Undefined)

    async def page(self, reader: Reader, spot: Spot) -> str:
        """Return the whole page."""
        facts = await self._facts(reader, spot)
        drawn_panes = {name: self._pane(name, facts) for name in PANES}
        picker = [(name, drawn(name), spoken(name)) for name in PICKER]
        return self._templates.get_template("page.html").render(facts, panes=drawn_panes, picker=picker)

    async def panes(self, reader: Reader, spot: Spot) -> dict[str, Any]:
        """Return the page's parts by name, for a refresh."""
        facts = await self._facts(reader, spot)
        return {
            "path": spot.path + (f"?thread={spot.thread}" if spot.thread else ""),
            "title": f"{facts['title']} · {self._workspace.name}",
            "view": facts["view_kind"],
            "thread": spot.thread or "",
            "panes": {name: self._pane(name, facts) for name in PANES},
        }

    def welcome(self) -> str:
        """Return the page on which one begins the guided path, or chooses whom to be."""
        groups = people_by_team(self._workspace)
        guide = None if self._progress.shown else self._guide
        return self.part("welcome.html", {"workspace": self._workspace.name, "groups": groups, "guide": guide})

    def sheet(self, template: str, reader: Reader | None, **facts: Any) -> str:
        """Return a page beside the chat, with the way back to where its reader was."""
        sheets = [(path, name) for path, name in dict.fromkeys(SHEETS.values()) if self._has(path)]
        frame = {
            "workspace": self._workspace.name,
            "back": reader.home if reader else "/people",
            "reader_name": reader.user.real_name if reader else "",
            "sheets": sheets,
            "here": SHEETS[template][0],
        }
        return self.part(template, {**frame, **facts})

    def _has(self, path: str) -> bool:
        needed = {"/try": self._guide, "/calendar": self._controls}
        return needed.get(path, self) is not None

    def part(self, template: str, facts: Mapping[str, Any]) -> str:
        """Return a template with these facts."""
        return self._templates.get_template(template).render(facts)

    def problem(self, heading: str, words: str, back: str, join: Channel | None = None, reader_home: str = "") -> str:
        """Return a page that says why there is nothing to see, with a way on."""
        facts = {"heading": heading, "words": words, "back": back, "join": join, "home": reader_home}
        return self._templates.get_template("problem.html").render(facts, workspace=self._workspace.name)

    def _pane(self, name: str, facts: Mapping[str, Any]) -> Markup:
        return Markup(self._templates.get_template(f"{name}.html").render(facts))  # noqa: S704 - autoescaped

    async def _facts(self, reader: Reader, spot: Spot) -> dict[str, Any]:
        channel = spot.channel
        visible = self._memory.visible(reader, channel) if channel else []
        if channel and spot.arriving:
            self._memory.arrive(reader, channel)
        if channel:
            self._memory.mark_read(reader, channel)
        with_app = channel is None or self._is_app_messages(channel)
        title = reader.channel_title(channel) if channel else self._workspace.app.name
        facts: dict[str, Any] = {
            "reader": reader,
            "spot": spot,
            "channel": channel,
            "is_dm": bool(channel and channel.kind in ("im", "mpim")),
            "with_app": with_app,
            "title": title,
            "view_kind": "channel" if channel else "home",
            "sidebar": sidebar(reader, self._memory, spot.path),
            "clock": await clock_bar(self._controls, reader),
            "guide": await guide_bar(self._guide, self._progress, reader, spot.path),
            "end": await end_bar(self._guide, self._progress, reader),
            "has_guide": self._guide is not None,
            "members": [self._member(user) for user in self._members(channel)],
            "commands": sorted(self._workspace.app.commands),
            "author_of": author_of,
        }
        return facts | self._conversation(reader, spot, visible) | self._views(reader)

    def _conversation(self, reader: Reader, spot: Spot, visible: list[Message]) -> dict[str, Any]:
        standing = [message for message in visible if not message.is_reply or message.broadcast]
        shown = standing if spot.everything else standing[-LATEST:]
        root = next((message for message in visible if message.ts == spot.thread and not message.is_reply), None)
        replies = [message for message in visible if root and message.is_reply and message.thread_ts == root.ts]
        aside = Timeline(self._blocks, reader, "t-", self._bodies)
        root_cards: list[Card] = aside.cards([root], visible, threads=False) if root else []
        return {
            "cards": Timeline(self._blocks, reader, "", self._bodies).cards(shown, visible, threads=True),
            "earlier": len(standing) - len(shown),
            "first_new": self._memory.first_new(reader, spot.channel) if spot.channel else None,
            "root": root_cards[0] if root_cards else None,
            "replies": aside.cards(replies, visible, threads=False),
        }

    def _views(self, reader: Reader) -> dict[str, Any]:
        views = self._workspace.views
        modal, home = views.top(reader.user.id), views.home(reader.user.id)
        return {
            "modal": modal,
            "modal_depth": len(views.stack(reader.user.id)),
            "modal_drawing": self._drawing(reader, modal, "modal") if modal else None,
            "home_view": home,
            "home_drawing": self._drawing(reader, home, "home") if home else None,
        }

    def _drawing(self, reader: Reader, view: View, surface: Any) -> Drawing:
        state = current_state(view.blocks, view.values)
        level = 3 if surface == "modal" else 2
        return Drawing(self._blocks, reader, surface, f"{surface}-{view.id}", state, heading=level)

    def _is_app_messages(self, channel: Channel) -> bool:
        return channel.kind == "im" and self._workspace.app.bot_user in channel.members

    def _members(self, channel: Channel | None) -> list[User]:
        members = [self._workspace.users[member] for member in channel.members] if channel else []
        return sorted(members, key=lambda user: (user.is_bot, user.real_name))

    def _member(self, user: User) -> Somebody:
        return Somebody(author_of(Reader(self._workspace, user), user.id), f"/as/{user.id}", current=False)
