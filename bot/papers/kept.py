"""What is kept, how it is kept and for how long: read off the tables themselves. Pure.

Only the plain words for a group of tables are written here. Whether a group holds Slack ids, codes or locked texts is
looked up in the models, so that a column that is added shows up in the papers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column

from bot.hearing.memory import KEPT as SEEN_KEPT
from bot.retention.leftovers import AUDIT_MONTHS
from bot.retention.stages import Terms
from bot.storage.models import Base
from bot.storage.types import Sealed

#: Columns that hold people's Slack ids as Slack writes them. `recipient` and `channel` hold places too.
SLACK_IDS = frozenset({
    "actor", "author", "created_by", "facilitator", "holder", "leader", "leaders", "made_by", "members", "recipient",
    "subject", "target", "user", "campaign_sketches.owner", "promises.decider", "promises.owner",
})  # fmt: skip
CODES = frozenset({"person_code", "subject_code", "token"})
WITH_WORDS = "gone {raw} after the campaign’s end"
IN_STAGES = "people’s words in it are gone {raw} after the campaign’s end, figures {aggregates}, the rest {headlines}"


@dataclass(frozen=True)
class Group:
    """Some tables in plain words. `gone`: when it is deleted by itself, with the terms of `bot/retention/stages.py`."""

    what: str
    tables: tuple[str, ...]
    about_people: bool = True
    gone: str = WITH_WORDS


GROUPS = (
    Group("what people wrote, and who may see their name", ("answers",)),
    Group(
        "words given Unlinked while their week is open, and a code for each person who has used that way this week",
        ("unlinked_waiting", "spent_tokens"),
        gone="soon after the week is closed",
    ),
    Group(
        "words given Unlinked once their week is closed, without a name, a code, a time or an order",
        ("unlinked_answers",),
    ),
    Group("words that their author let us quote, once a facilitator could look at them", ("quotes",)),
    Group("an author’s few words on what an answer is about, where no theme fits", ("theme_notes",)),
    Group(
        "themes that facilitators propose, in their own words",
        ("theme_proposals",),
        gone="gone {aggregates} after the campaign’s end",
    ),
    Group(
        "questions to leaders: what became of each, and who said so",
        ("leader_questions",),
    ),
    Group("what those who asked a question wrote back to a leader, without a name", ("question_replies",)),
    Group("that somebody asks a question of a colleague too", ("question_votes",)),
    Group("meetings that leaders offered: what about, when and where", ("meetings", "meeting_times")),
    Group("who comes to a meeting", ("bookings",)),
    Group("whether somebody who came to a meeting felt heard, and would come again", ("felt",)),
    Group("how whoever asked a question would like it taken up, and which colleague speaks for them", ("wishes",)),
    Group("that somebody gave leaders their name, to meet about a question; to whom and until when", ("names_given",)),
    Group(
        "what leaders promised, by when, who can say yes, and what became of it, with each change",
        ("promises", "promise_changes"),
    ),
    Group(
        "who hears of a campaign’s late promises",
        ("sponsors",),
        gone="gone {headlines} after the campaign’s end",
    ),
    Group(
        "how many answers a facilitator entered in a week for people who are not on Slack, and which actions the team"
        " is still to be told of",
        ("workshops",),
    ),
    Group(
        "ideas that people share with their team: the words, who takes each forward, who helps, and each step",
        ("ideas", "idea_moves"),
    ),
    Group(
        "what was learned from ideas, without names",
        ("lessons",),
        gone="gone {headlines} after the campaign’s end",
    ),
    Group("ratings from 1 to 5", ("ratings",)),
    Group("reactions to what a colleague said by name", ("supports",)),
    Group("that somebody took part in a week, apart from what they said", ("participations",)),
    Group("how far the coach’s talk with somebody has come; no words", ("dialogue_states",)),
    Group(
        "who asked for no reminders, how somebody’s form starts, at what hour a leader wants a digest, and since when"
        " somebody has been in no team",
        ("people", "absences"),
        gone="gone {raw} after somebody has left their last team",
    ),
    Group(
        "to which e-mail address somebody asked us to send invitations to meetings",
        ("mail_addresses",),
        gone="until they take it back or object; else gone {raw} after they have left their last team",
    ),
    Group("which reminders a person was sent, and in which week", ("contacts",)),
    Group(
        "teams: who is in them, who leads them",
        ("campaigns", "teams", "campaign_sketches"),
        gone="who is in them is gone {raw} after the campaign’s end, the rest {headlines}",
    ),
    Group("the weeks, and what was counted at the close", ("rounds", "beats"), gone=IN_STAGES),
    Group("figures and words as they were published", ("publications",), gone=IN_STAGES),
    Group("what leaders were told, and what they offered", ("digests", "offers"), gone=IN_STAGES),
    Group(
        "who gets digests that go wider than a team’s leaders, how often, and those digests: figures, no words",
        ("subscriptions", "wider_digests"),
        gone="the digests are gone {aggregates} after the campaign’s end, who gets them {headlines}",
    ),
    Group(
        "messages that were sent or wait, and who opened Waymark’s Home tab",
        ("deliveries", "delivery_attempts", "desired_states"),
    ),
    Group(
        "who left a campaign",
        ("departures",),
        gone="gone {raw} after the campaign’s end, or once the person comes back",
    ),
    Group("who objected to the use of their data", ("objections",), gone="until they take it back"),
    Group(
        "that a file with somebody’s data, or the pictures of a digest, is on its way to them; not what is in it",
        ("files_waiting",),
        gone="once the file has come",
    ),
    Group(
        "who used which power over people’s data",
        ("audit",),
        gone="gone after {trail}",
    ),
    Group(
        "that something was deleted, or that somebody (a code) left a campaign or came back: its number and the day, so"
        " that a copy that is put back is cleared again",
        ("deletions",),
        gone="gone after {headlines}",
    ),
    Group(
        "that an event from Slack came in; its number only",
        ("seen_events",),
        about_people=False,
        gone=f"after {int(SEEN_KEPT.total_seconds() // 3600)} hours",
    ),
    Group(
        "how the program itself is doing",
        ("processes", "rate_buckets", "read_backs", "signs_of_life", "tallies", "troubles", "uninstalls"),
        about_people=False,
        gone="as long as Waymark runs",
    ),
)


@dataclass(frozen=True)
class Kept:
    """A group as the papers show it."""

    what: str
    about_people: bool
    how: tuple[str, ...]
    gone: str


def kept(terms: Terms) -> tuple[Kept, ...]:
    """Give every group, with how its tables keep what they hold, and for how long by these terms."""
    months = {
        "raw": _months(terms.raw),
        "aggregates": _months(terms.aggregates),
        "headlines": _months(terms.headlines),
        "trail": _months(max(terms.headlines, AUDIT_MONTHS)),
    }
    return tuple(
        Kept(group.what, group.about_people, tuple(_how(group)), group.gone.format_map(months)) for group in GROUPS
    )


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"


def _how(group: Group) -> Iterator[str]:
    columns = [column for table in group.tables for column in Base.metadata.tables[table].columns]
    if any(isinstance(column.type, Sealed) for column in columns):
        yield "locked with a key that is not in the database"
    if any(column.name in CODES for column in columns):
        yield "a code in place of the name"
    if any(_is_slack_id(column) for column in columns):
        yield "Slack ids"


def _is_slack_id(column: Column[object]) -> bool:
    return column.name in SLACK_IDS or f"{column.table.name}.{column.name}" in SLACK_IDS
