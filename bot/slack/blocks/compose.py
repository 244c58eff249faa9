"""From an utterance and its facts to a message: the table of composers, and the one way to use it."""

from bot.content.texts import Texts
from bot.errors import OurFault
from bot.slack.blocks import (
    admin,
    after_meeting,
    ideas,
    ladder,
    leading,
    meetings,
    own,
    page,
    people,
    preparing,
    private,
    promises,
    questions,
    week,
    wider,
    workshop,
)
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.digest import DIGEST_COMPOSERS
from bot.slack.blocks.rendered import HOME_TAB, MESSAGE, Limits, Rendered, check
from bot.slack.blocks.table import TABLE_COMPOSERS
from bot.slack.blocks.voice import Facts, Voice
from bot.slack.views import home

COMPOSERS: dict[str, Composer] = {
    **week.COMPOSERS,
    **private.COMPOSERS,
    **people.COMPOSERS,
    **admin.COMPOSERS,
    **leading.COMPOSERS,
    **own.COMPOSERS,
    **page.COMPOSERS,
    **questions.COMPOSERS,
    **meetings.COMPOSERS,
    **ladder.COMPOSERS,
    **preparing.COMPOSERS,
    **promises.COMPOSERS,
    **ideas.COMPOSERS,
    **wider.COMPOSERS,
    **workshop.COMPOSERS,
    **after_meeting.COMPOSERS,
    **DIGEST_COMPOSERS,
    **TABLE_COMPOSERS,
    **home.COMPOSERS,
}
LIMITS: dict[str, Limits] = {"home": HOME_TAB}
"""What is shown elsewhere than in a message has other limits."""


class UnknownUtterance(OurFault, LookupError):
    """The coach was asked to say something it has no words for."""


def compose(utterance: str, facts: Facts, texts: Texts, language: str = "en", zone: str = "UTC") -> Rendered:
    """Make a message for a reader. Raises `UnknownUtterance`, `TextError` (a fact is missing) or `DoesNotFit`."""
    composer = COMPOSERS.get(utterance)
    if composer is None:
        raise UnknownUtterance(f"There is no composer for {utterance}.")
    return check(composer(facts, Voice(texts, language, zone)), utterance, LIMITS.get(utterance, MESSAGE))
