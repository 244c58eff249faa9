"""Where conversations stand."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.storage.errors import ChangedMeanwhile
from bot.storage.models import DialogueState
from bot.storage.repositories.base import Repository


class Dialogues(Repository):
    """One row a conversation. Two that write the same one at once: the later one is refused."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._not_begun: set[str] = set()

    async def load(self, key: str) -> DialogueState | None:
        """A conversation's state, None before its first event."""
        state = await self._session.get(DialogueState, key)
        if state is None:
            self._not_begun.add(key)
        return state

    async def begin_with(self, beginning: str, most: int, without: str) -> list[DialogueState]:
        """Up to `most` conversations whose key begins so, those left out that go on with `without`."""
        query = select(DialogueState).where(
            DialogueState.key.startswith(beginning, autoescape=True),
            ~DialogueState.key.startswith(beginning + without, autoescape=True),
        )
        return await self._all(query.order_by(DialogueState.key).limit(most))

    async def drop(self, keys: Collection[str]) -> None:
        """Forget conversations."""
        await self._changed(delete(DialogueState).where(DialogueState.key.in_(keys)))

    async def save(self, key: str, body: Mapping[str, Any]) -> None:
        """Keep a conversation's state. Raises `ChangedMeanwhile` when it is not the one that was loaded."""
        state = None if key in self._not_begun else await self.load(key)
        if state is None:  # as it was when it was looked for: somebody may have begun it since
            self._not_begun.discard(key)
            if not await self._insert_once(DialogueState(key=key, body=dict(body))):
                raise ChangedMeanwhile
            return
        state.body = dict(body)
        flag_modified(state, "body")  # also when the caller changed the loaded body in place
        await self._session.flush()
