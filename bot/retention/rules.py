"""Which table goes at which stage: the one place where a new table is assigned to one. Pure.

Rows are found by how they lead to a campaign (`By`). A table that is neither here nor in `BY_AGE` must stand in
`NOT_PURGED` with the reason; a test looks that none is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.retention.stages import Stage

RAW, AGGREGATES, HEADLINES = Stage.RAW, Stage.AGGREGATES, Stage.HEADLINES


class By(StrEnum):
    """How a table's rows lead to their campaign."""

    CAMPAIGN = "campaign_id"
    ROUND = "round_id"
    ANSWER = "answer_id"
    MESSAGE = "delivery_id"  # of a message about one of its weeks, answers or digests
    TARGET = "target"  # "message/<delivery id>"
    KEY = "key"  # "coaching/<round id>/…" or "review/<digest id>"
    ID = "id"  # a message, or the campaign itself


@dataclass(frozen=True)
class Rule:
    """Rows of a table that go at a stage. `only`: a column and its values, where not all rows of the table do."""

    table: str
    stage: Stage
    by: By
    only: tuple[str, tuple[str, ...]] | None = None


RULES = (
    Rule("quotes", RAW, By.CAMPAIGN),
    Rule("question_replies", RAW, By.CAMPAIGN),
    Rule("question_votes", RAW, By.CAMPAIGN),
    Rule("felt", RAW, By.CAMPAIGN),
    Rule("bookings", RAW, By.CAMPAIGN),
    Rule("meeting_times", RAW, By.CAMPAIGN),
    Rule("meetings", RAW, By.CAMPAIGN),
    Rule("promise_changes", RAW, By.CAMPAIGN),
    Rule("promises", RAW, By.CAMPAIGN),
    Rule("names_given", RAW, By.CAMPAIGN),
    Rule("wishes", RAW, By.CAMPAIGN),
    Rule("idea_moves", RAW, By.CAMPAIGN),
    Rule("ideas", RAW, By.CAMPAIGN),
    Rule("leader_questions", RAW, By.CAMPAIGN),
    Rule("publications", RAW, By.CAMPAIGN, only=("kind", ("words",))),
    Rule("theme_notes", RAW, By.ANSWER),
    Rule("supports", RAW, By.ANSWER),
    Rule("delivery_attempts", RAW, By.MESSAGE),
    Rule("desired_states", RAW, By.TARGET),
    Rule("deliveries", RAW, By.ID),
    Rule("answers", RAW, By.ROUND),
    Rule("ratings", RAW, By.ROUND),
    Rule("participations", RAW, By.ROUND),
    Rule("departures", RAW, By.CAMPAIGN),
    Rule("unlinked_waiting", RAW, By.ROUND),
    Rule("spent_tokens", RAW, By.ROUND),
    Rule("workshops", RAW, By.ROUND),
    Rule("unlinked_answers", RAW, By.CAMPAIGN),
    Rule("dialogue_states", RAW, By.KEY),
    Rule("contacts", RAW, By.ROUND),
    Rule("read_backs", RAW, By.ROUND),
    Rule("publications", AGGREGATES, By.CAMPAIGN),
    Rule("theme_proposals", AGGREGATES, By.CAMPAIGN),
    Rule("offers", AGGREGATES, By.ROUND),
    Rule("wider_digests", AGGREGATES, By.CAMPAIGN),
    Rule("subscriptions", HEADLINES, By.CAMPAIGN),
    Rule("sponsors", HEADLINES, By.CAMPAIGN),
    Rule("lessons", HEADLINES, By.CAMPAIGN),
    Rule("digests", HEADLINES, By.CAMPAIGN),
    Rule("beats", HEADLINES, By.ROUND),
    Rule("rounds", HEADLINES, By.CAMPAIGN),
    Rule("teams", HEADLINES, By.CAMPAIGN),
    Rule("campaigns", HEADLINES, By.ID),
)
"""In an order in which no row is left that refers to one that is gone."""

PARTS: Mapping[str, tuple[tuple[Stage, str], ...]] = {
    "campaigns.salt": ((RAW, "destroyed"),),
    "teams.members": ((RAW, "emptied"),),
    "rounds.prompt_ts": ((RAW, "emptied: what is written in its thread from then on is not kept"),),
    "rounds.figures": ((RAW, "without words and without what was never shown"), (AGGREGATES, "emptied")),
    "digests.snapshot": ((RAW, "without words"), (AGGREGATES, "without figures")),
}
"""Columns that lose something before their rows go. `bot/retention/purging.py` does it, `words.py` says how."""

BY_AGE: Mapping[str, str] = {
    "audit": "as long as headlines, and six years at least: the database itself refuses to let it go sooner",
    "campaign_sketches": "a form that nobody has touched for the first term",
    "contacts": "those about no week, by their own week",
    "deliveries": "those about no week and no digest, by when they were made",
    "deletions": "as long as headlines",
    "people": "when somebody has been in no team for the first term; with their Home tab and their talk",
    "mail_addresses": "with what else is kept of somebody who has been in no team for the first term",
    "absences": "with what they are about",
    "seen_events": "after 26 hours, by `bot/hearing/memory.py`",
}
"""Tables, or rows of tables, that belong to no campaign and go by their own age."""

NOT_PURGED: Mapping[str, str] = {
    "objections": "it holds in campaigns that are still to come, until its author takes it back",
    "files_waiting": "a file on its way; forgotten by itself once the file has come, or cannot",
    "processes": "what a process told last; it is forgotten by itself when the process is gone",
    "rate_buckets": "how fast a place may be written to; forgotten within minutes, when it says nothing any more",
    "signs_of_life": "when a process was last there; forgotten by itself",
    "tallies": "how often something happened, of nobody",
    "troubles": "one row a kind of trouble and workspace, in figures",
    "uninstalls": "that a workspace removed Waymark: the date from which its terms are counted",
}
"""Tables that need no purge, and why."""
