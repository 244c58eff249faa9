"""What a person of a story does, in the words of the story. Each act returns when the bot has done all it led to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.people.fill import fill
from sandbox.people.modals import SubmitResult
from sandbox.people.person import Person
from sandbox.records import Message, View
from tests.played.reading import newest, said

if TYPE_CHECKING:
    from tests.played.stage import Stage

PATIENCE = 5.0
"""Seconds that a person waits for the bot."""


class Player:
    """One person: hands and eyes in the sandbox."""

    def __init__(self, hands: Person, stage: Stage) -> None:
        self.hands = hands
        self.id = hands.id
        self._stage = stage

    @property
    def mention(self) -> str:
        """How Slack writes this person's name."""
        return f"<@{self.id}>"

    # --- in the team's channel ---------------------------------------------------------------------------------------

    async def replies(self, text: str, *, under: Message | None = None, team: str | None = None) -> str:
        """Write in the thread of the newest question (or of another message), and give the reply's ts."""
        root = under or self._stage.prompt(team)
        ts = await self.hands.post(root.channel, text, root.ts)
        await self._stage.settles()
        return ts

    async def edits(self, ts: str, text: str, *, team: str | None = None) -> None:
        """Change an own message."""
        await self.hands.edit(self._stage.channel(team), ts, text)
        await self._stage.settles()

    async def deletes(self, ts: str, *, team: str | None = None) -> None:
        """Delete an own message."""
        await self.hands.delete(self._stage.channel(team), ts)
        await self._stage.settles()

    async def reacts(self, ts: str, name: str, *, team: str | None = None) -> None:
        """React to a message."""
        await self.hands.react(self._stage.channel(team), ts, name)
        await self._stage.settles()

    async def takes_back(self, ts: str, name: str, *, team: str | None = None) -> None:
        """Take a reaction back."""
        await self.hands.unreact(self._stage.channel(team), ts, name)
        await self._stage.settles()

    async def rates(self, *, now: int | None = None, needed: int | None = None, team: str | None = None) -> None:
        """Tap the numbers under the newest question."""
        for scale, value in (("now", now), ("needed", needed)):
            if value is not None:
                await self.taps(self._stage.prompt(team), f"rate:{scale}:{value}")

    # --- tapping and filling in --------------------------------------------------------------------------------------

    async def taps(self, message: Message, action: str, *, value: str | None = None) -> None:
        """Tap a button of a message."""
        await self.hands.click(message.channel, message.ts, action, value=value)
        await self._stage.settles()

    async def chooses(self, message: Message, action: str, option: str) -> None:
        """Choose an option, by its words or its value, in a list of a message."""
        await self.hands.click(message.channel, message.ts, action, selected=option)
        await self._stage.settles()

    async def opens(self, message: Message, action: str) -> View:
        """Tap a button that opens a form, and give the form."""
        return await self._shown(self.hands.click(message.channel, message.ts, action))

    async def opens_from_home(self, action: str) -> View:
        """Tap a button of the Home tab that opens a form, and give the form."""
        return await self._shown(self.hands.click_home(action))

    async def _shown(self, tap: Any) -> View:
        await tap
        view = await self.hands.open_modal(PATIENCE)
        assert view is not None, "the form did not open"
        return view

    async def taps_in(self, view: View, action: str, *, value: str | None = None) -> View:
        """Tap a button of a view, and give what the person looks at afterwards."""
        await self.hands.click_view(view.id, action, value=value)
        await self._stage.settles()
        shown = self.hands.modal()
        assert shown is not None
        return shown

    async def forges(self, message: Message, action: str, value: str) -> None:
        """Send a tap on a message that Slack's client would not offer."""
        stage = self._stage
        tap = {"type": "button", "action_id": action, "block_id": "forged", "value": value, "action_ts": "1.0"}
        await stage.workspace.interactions.message_action(
            self.id, message, stage.workspace.channels[message.channel], tap, {}
        )
        await stage.settles()

    def forges_form(self, body: dict[str, Any], **ids: str) -> View:
        """Have a form in front that was another's, with other ids travelling in it."""
        return self._stage.workspace.views.open(self.id, {**body, "private_metadata": json.dumps(ids)})

    async def sends(self, view: View, **values: Any) -> SubmitResult:
        """Fill a form in and send it."""
        given = {name: str(value) if isinstance(value, int) else value for name, value in values.items()}
        result = await self.hands.submit(view.id, fill(view, given))
        await self._stage.settles()
        return result

    async def leaves(self) -> None:
        """Close every view."""
        while (view := self.hands.modal()) is not None:
            await self.hands.close(view.id)

    # --- in private --------------------------------------------------------------------------------------------------

    async def answers_privately(self, text: str, *, mode: str = "confidential", **values: Any) -> SubmitResult:
        """Answer the newest question by the form, read what it says, and close it."""
        team = values.pop("team", None)
        view = await self.opens(self._stage.prompt(team), "answer_privately")
        result = await self.sends(view, text=text, mode=mode, **values)
        await self.leaves()
        return result

    async def asks_leaders(self, text: str, *, mode: str = "confidential", team: str | None = None) -> SubmitResult:
        """Put a question to the leaders by the form."""
        view = await self.opens(self._stage.prompt(team), "ask_leaders")
        result = await self.sends(view, text=text, mode=mode)
        await self.leaves()
        return result

    def dm(self, *, action: str = "", words: str = "") -> Message | None:
        """The newest message from the bot that offers an action and holds some words."""
        return newest(self.hands.inbox(), action=action, words=words)

    def got(self, *, action: str = "", words: str = "") -> Message:
        """The same, but there must be one."""
        found = self.dm(action=action, words=words)
        assert found is not None, f"no message with {action or words}: {[said(m)[:60] for m in self.hands.inbox()]}"
        return found

    def receipt(self) -> Message:
        """The newest receipt of a private answer that may still be changed."""
        return self.got(action="delete_answer")

    def nudges(self) -> list[Message]:
        """The reminders this person got, oldest first."""
        return [message for message in self.hands.inbox() if "A small reminder" in message.text]

    def told_here(self, team: str | None = None) -> str:
        """What the bot last said in the channel for this person's eyes alone."""
        whispers = [m for m in self.hands.ephemerals(self._stage.channel(team)) if not m.deleted]
        assert whispers, "nothing was said to this person alone"
        return said(whispers[-1])

    def whisper(self, *, action: str = "", team: str | None = None) -> Message | None:
        """The newest message in the channel for this person's eyes alone."""
        return newest(self.hands.ephemerals(self._stage.channel(team)), action=action)

    async def types(self, text: str) -> str:
        """Write to the bot in its own messages, and give what it answers."""
        before = {message.ts for message in self.hands.inbox()}
        await self.hands.post(self.hands.dm_with_bot(), text)
        await self._stage.settles()
        return "\n".join(said(message) for message in self.hands.inbox() if message.ts not in before)

    async def commands(self, text: str) -> str:
        """Give the command /waymark in the own messages of the bot, and give what it answers at once."""
        where = self.hands.dm_with_bot()
        before = {message.ts for message in self.hands.messages(where)}
        await self.hands.slash("/waymark", text)
        await self._stage.settles()
        return "\n".join(said(message) for message in self.hands.messages(where) if message.ts not in before)

    async def commands_form(self, text: str) -> View:
        """Give a command that opens a form, and give the form."""
        return await self._shown(self.hands.slash("/waymark", text))

    async def looks_at_home(self) -> str:
        """Open the Home tab, wait until it is fresh, and read it."""
        before = self.hands.home()
        await self.hands.open_home()
        view = await self.hands.wait_for_home(other_than=before.hash if before else None, timeout=PATIENCE)
        assert view is not None, "the Home tab was not published"
        return said(view)

    # --- leaders -----------------------------------------------------------------------------------------------------

    def reads_digest(self) -> str:
        """Read the newest digest."""
        return said(self.got(action="offer_talk"))

    async def opens_offer(self, team: str | None = None) -> View:
        """Tap “Offer times” on the newest digest, for a team by its name, and give the form."""
        digest = self.got(action="offer_talk")
        buttons = [element for block in digest.blocks for element in block.get("elements", ()) if "value" in element]
        labels = {f"{words}: {team}" if team else words for words in ("Offer times", "Talk offered")}
        button = next(element for element in buttons if element["text"]["text"] in labels)
        return await self._shown(
            self.hands.click(digest.channel, digest.ts, button["action_id"], value=button["value"])
        )

    async def offers_talk(self, team: str | None = None) -> str:
        """Ask a team which days suit it, from the form that the newest digest opens, and give what the bot says."""
        view = await self.opens_offer(team)
        shown = said(await self.taps_in(view, "ask_for_days"))
        await self.leaves()
        return shown
