"""A person of the workspace with all they can do."""

from sandbox.people.clicking import Clicking
from sandbox.people.modals import Modals
from sandbox.people.reading import Reading
from sandbox.people.writing import Writing


class Person(Writing, Clicking, Modals, Reading):
    """A person's hands and eyes. Made by `Workspace.person`.

    Acts return when the app has acknowledged them. Raises `PersonError` for what Slack's client would not let a
    person do, and `AppFailed` (with the text Slack would show) when the app does not answer a click, a submission or
    a command.
    """
