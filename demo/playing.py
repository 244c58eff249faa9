"""Does what was planned, as a person in the sandbox would: reads what is there, clicks, fills in, sends.

What was really done is written into a record, which `demo/compare.py` later holds against the database.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.acts import Act, AfterNudge, OfferTalk, PrivateAnswer, Rate, React, Reply, Support, TypeToCoach
from demo.record import Done, Record
from sandbox.people.fill import fill
from sandbox.people.person import Person
from sandbox.records import Message, View
from sandbox.workspace import Workspace

PATIENCE = 10.0  # seconds of real time that a person waits for the coach
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


class StoryBroke(Exception):
    """Something a person of the story waited for did not come."""


class Player:
    """Plays one team's week in the sandbox. `prompt` is the week's question in the team's channel."""

    def __init__(self, workspace: Workspace, record: Record, team: str, week: int, prompt: Message) -> None:
        self._workspace = workspace
        self._record = record
        self._team, self._week, self._prompt = team, week, prompt
        self._replies: dict[str, str] = {}
        self._play: Mapping[type[Act], Callable[[Any], Awaitable[None]]] = {
            Reply: self._reply,
            PrivateAnswer: self._answer_privately,
            Rate: self._rate,
            React: self._react,
            Support: self._support,
            AfterNudge: self._after_nudge,
            TypeToCoach: self._type_to_coach,
            OfferTalk: self._offer_talk,
        }

    async def do(self, act: Act) -> None:
        """Do one thing. Raises `StoryBroke` when the coach does not answer."""
        await self._play[type(act)](act)

    def _person(self, user: str) -> Person:
        return self._workspace.person(user)

    def _done(self, user: str) -> Done:
        return self._record.of(self._team, self._week, user)

    async def _reply(self, act: Reply) -> None:
        person, done = self._person(act.person), self._done(act.person)
        before = {message.ts for message in person.ephemerals(self._team)}
        ts = await person.post(self._team, act.text, self._prompt.ts)
        self._replies[act.person] = ts
        done.thread[ts] = act.text
        if not act.deleted and act.edited_to is not None:
            await person.edit(self._team, ts, act.edited_to)
            done.thread[ts] = act.edited_to
        if act.deleted:
            await person.delete(self._team, ts)
            done.thread[ts] = None
        elif act.follow_up is not None and await self._asked_here(person, before):
            follow_up = await person.post(self._team, act.follow_up, self._prompt.ts)
            done.thread[follow_up] = act.follow_up

    async def _asked_here(self, person: Person, before: set[str]) -> bool:
        """Whether the coach put its follow-up, seen by this person alone."""
        found = await person.wait_for_message(
            self._team, lambda m: m.ephemeral_to is not None and m.ts not in before, timeout=PATIENCE
        )
        return found is not None and has_action(found, "followup_reply")

    async def _answer_privately(self, act: PrivateAnswer) -> None:
        person, done = self._person(act.person), self._done(act.person)
        seen = {message.ts for message in person.inbox()}
        await person.click(self._team, self._prompt.ts, "answer_privately")
        view = await self._modal(person)
        result = await person.submit(view.id, fill(view, _form(act, view)))
        if result.kind == "errors":
            raise StoryBroke(f"The form was refused: {result.errors}")
        await self._close(person)
        done.form.append([act.mode, act.text])
        done.rate(now=act.now, needed=act.needed, by="modal")
        if act.mode == "unlinked":
            return  # no receipt, and nothing to change
        receipt = await self._in_dm(person, "delete_answer", seen)
        if act.question != "to_leaders":
            await self._follow_up(person, act, seen, done)
        if act.changed_to is not None and not act.withdrawn:
            await self._change(person, receipt, act.changed_to, done)
        if act.withdrawn:
            await person.click(receipt.channel, receipt.ts, "delete_answer")
            done.form[0][1] = None

    async def _follow_up(self, person: Person, act: PrivateAnswer, seen: set[str], done: Done) -> None:
        asked = await person.wait_for_message(
            person.dm_with_bot(),
            lambda m: m.by_app and m.ts not in seen and not has_action(m, "delete_answer"),
            timeout=PATIENCE,
        )
        if asked is None or not has_action(asked, "followup_reply"):
            return  # a worrying answer gets the support route and no question
        if act.follow_up is None:
            await person.click(asked.channel, asked.ts, "followup_skip")
            return
        await person.click(asked.channel, asked.ts, "followup_reply")
        view = await self._modal(person)
        await person.submit(view.id, fill(view, {"text": act.follow_up, "mode": act.mode}))
        await self._close(person)
        done.form.append([act.mode, act.follow_up])

    async def _change(self, person: Person, receipt: Message, text: str, done: Done) -> None:
        await person.click(receipt.channel, receipt.ts, "change_answer")
        view = await self._modal(person)
        await person.submit(view.id, fill(view, {"text": text}))
        await self._close(person)
        done.form[0][1] = text

    async def _rate(self, act: Rate) -> None:
        person = self._person(act.person)
        await person.click(self._team, self._prompt.ts, f"rate:now:{act.now}")
        await person.click(self._team, self._prompt.ts, f"rate:needed:{act.needed}")
        self._done(act.person).rate(now=act.now, needed=act.needed, by="button")

    async def _react(self, act: React) -> None:
        person, done = self._person(act.person), self._done(act.person)
        await person.react(self._team, self._prompt.ts, act.name)
        done.rate(now=NUMBERS[act.name], by="reaction")
        if act.removed:
            await person.unreact(self._team, self._prompt.ts, act.name)
            done.unrate("now")

    async def _support(self, act: Support) -> None:
        ts = self._replies.get(act.colleague)
        if ts is None:
            return
        person, done = self._person(act.person), self._done(act.person)
        plain = act.name.split("::")[0]
        await person.react(self._team, ts, act.name)
        done.supports.add((ts, plain))
        if act.removed:
            await person.unreact(self._team, ts, act.name)
            done.supports.discard((ts, plain))

    async def _after_nudge(self, act: AfterNudge) -> None:
        person = self._person(act.person)
        nudge = next((m for m in reversed(person.inbox()) if has_action(m, "snooze_reminders")), None)
        if act.choice == "rate":
            await self._rate(Rate(person=act.person, now=act.now, needed=act.needed))
        elif nudge is not None:
            await person.click(nudge.channel, nudge.ts, f"{act.choice}_reminders")

    async def _type_to_coach(self, act: TypeToCoach) -> None:
        person = self._person(act.person)
        await person.post(person.dm_with_bot(), act.text)

    async def _offer_talk(self, act: OfferTalk) -> None:
        person = self._person(act.person)
        digest = next((m for m in reversed(person.inbox()) if has_action(m, "offer_talk")), None)
        if digest is None:
            return
        button = next(e for e in actions_of(digest) if e["action_id"].startswith("offer_talk"))
        await person.click(digest.channel, digest.ts, button["action_id"], value=button.get("value"))
        form = await self._modal(person)
        await person.click_view(form.id, "ask_for_days")
        await self._close(person)
        self._record.offers.add((act.person, str(button.get("value"))))

    async def _modal(self, person: Person) -> View:
        view = await person.open_modal(PATIENCE)
        if view is None:
            raise StoryBroke("The form did not open.")
        return view

    async def _close(self, person: Person) -> None:
        view = person.modal()
        if view is not None:
            await person.close(view.id)

    async def _in_dm(self, person: Person, action: str, seen: set[str]) -> Message:
        found = await person.wait_for_message(
            person.dm_with_bot(), lambda m: m.by_app and m.ts not in seen and has_action(m, action), timeout=PATIENCE
        )
        if found is None:
            raise StoryBroke(f"No message with {action} came.")
        return found


def _form(act: PrivateAnswer, view: View) -> dict[str, Any]:
    values: dict[str, Any] = {"text": act.text, "mode": act.mode}
    values |= {scale: str(value) for scale, value in (("now", act.now), ("needed", act.needed)) if value is not None}
    options = _options(view, "question")
    if act.question == "to_leaders":
        values["question"] = "to_leaders"
    elif act.question == "first":
        values["question"] = options[1]
    if act.theme is not None:
        values["theme"] = _options(view, "theme")[act.theme]
    if act.quotable:
        values["quotable"] = [_options(view, "quotable")[0]]
    return values


def _options(view: View, block_id: str) -> list[str]:
    block = next(block for block in view.blocks if block.get("block_id") == block_id)
    return [option["value"] for option in block["element"]["options"]]


def actions_of(message: Message) -> list[dict[str, Any]]:
    """The elements a person may use in a message."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    accessories = [block["accessory"] for block in message.blocks if "accessory" in block]
    return [element for row in rows for element in row] + accessories


def has_action(message: Message, action_id: str) -> bool:
    """Whether a message offers something to do; ids of families match by their beginning (`offer_talk`)."""
    return any(element.get("action_id", "").startswith(action_id) for element in actions_of(message))
