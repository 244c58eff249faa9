"""The views people have open: a stack of at most three modals per person, and one home tab.

Storage and stack rules only.
"""

from sandbox.changes import Changes
from sandbox.errors import SlackError
from sandbox.ids import Ids, secret
from sandbox.records import Json, View
from sandbox.state import kept_state

MAX_STACK = 3


class Views:
    """All views of the workspace."""

    def __init__(self, ids: Ids, changes: Changes) -> None:
        self._ids = ids
        self._changes = changes
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Return a person's open modals, the lowest first."""
        return list(self._stacks.get(user, []))

    def top(self, user: str) -> View | None:
        """Return the modal a person looks at."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return a person's home tab, if the app has published one."""
        return self._homes.get(user)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return an open modal or a home by its id or external id."""
        for view in [view for stack in self._stacks.values() for view in stack] + list(self._homes.values()):
            if (view_id and view.id == view_id) or (external_id and view.body.get("external_id") == external_id):
                return view
        return None

    def open(self, user: str, body: Json) -> View:
        """Show a modal; whatever the person had open is replaced."""
        self._check_external_id(body)
        view = self._new(user, body)
        view.root_id = view.id
        self._stacks[user] = [view]
        return self._told(view)

    def push(self, user: str, body: Json) -> View:
        """Show a modal on top. Raises ``push_limit_reached`` above three."""
        stack = self._stacks.setdefault(user, [])
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        self._check_external_id(body)
        view = self._new(user, body)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return self._told(view)

    def update(self, view: View, body: Json) -> View:
        """Put another body into a view; inputs with the same block and action id keep what was typed."""
        self._check_external_id(body, view)
        view.values = kept_state(view.values, view.blocks, body["blocks"])
        view.body = body
        view.hash = self._hash()
        return self._told(view)

    def publish(self, user: str, body: Json) -> View:
        """Set a person's home tab."""
        view = self._homes.get(user)
        if view is not None:
            return self.update(view, body)
        self._check_external_id(body)
        view = self._homes[user] = self._new(user, body)
        view.root_id = view.id
        return self._told(view)

    def close(self, view: View) -> None:
        """Close one modal."""
        self._stacks[view.user] = [other for other in self._stacks.get(view.user, []) if other is not view]
        self._told(view)

    def clear(self, user: str) -> None:
        """Close all modals of a person."""
        for view in self._stacks.pop(user, []):
            self._told(view)

    def _new(self, user: str, body: Json) -> View:
        return View(self._ids.new("V"), user, body, self._hash())

    def _hash(self) -> str:
        return f"{self._ids.new('h')}.{secret(4)}"

    def _check_external_id(self, body: Json, own: View | None = None) -> None:
        external_id = body.get("external_id")
        other = self.find(external_id=external_id) if external_id else None
        if other is not None and other is not own:
            raise SlackError("duplicate_external_id")

    def _told(self, view: View) -> View:
        self._changes.publish("home" if view.kind == "home" else "view", user=view.user, view=view.id)
        return view
