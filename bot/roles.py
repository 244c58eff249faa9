"""Who may do what: six roles, and one table of permissions. Pure.

A role says what kind of thing a person may do at all. Whose things these are (an answer of one's own, a digest that was
written to this leader, a team that they lead) is checked where the thing is read, by the same code that reads it.
Everybody is a member. Who leads a team is known from the team, and who gets wider digests from the campaign; the other
roles come from the settings, so that nobody gets one by writing to the database or by something that they can do in
Slack.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotAllowed


class Role(StrEnum):
    """What a person is to Waymark."""

    MEMBER = "member"
    LEADER = "leader"
    READER = "reader"  # named by an admin to get digests that go wider than a team's leaders
    FACILITATOR = "facilitator"
    PRIVACY_OFFICER = "privacy officer"
    ADMIN = "admin"


class Permission(StrEnum):
    """What may be done, apart from whose thing it is done to."""

    ANSWER = "answer"  # and rate, react, follow up, ask leaders
    SEE_OWN_DATA = "see own data"  # and change, take out, delete it
    CHOOSE_ABOUT_OWN_DATA = "leave a campaign, take a name off, object"  # and come back
    READ_OWN_DIGEST = "read a digest that was written to them"
    READ_OWN_PAGE = "read the page of a campaign in which they lead"
    CHOOSE_WHEN = "choose when a digest comes"  # that is written to them, or that it comes no more
    OFFER_TALK = "offer a talk"
    ACT_ON_QUESTIONS = "say what comes of a question"  # that was put to them, or passed on to them
    KEEP_PROMISES = "say what becomes of a promise"  # that is theirs, or was made to a team they lead
    SHARE_IDEAS = "share ideas"  # of teams they are in; help with them, and take them forward
    ANSWER_IDEAS = "answer what an idea asks of leaders"  # of a team that they lead
    RELEASE_QUOTES = "release quotes"  # and hide them, of teams that they do not lead
    CORRECT_THEMES = "correct themes"  # while the week is open, of teams that they do not lead; and propose new ones
    CAPTURE_ACTIONS = "capture actions in a session"  # of teams that they do not lead
    ENTER_ANSWERS = "enter answers for people who are not on Slack"  # in the same teams
    RUN_CAMPAIGNS = "run campaigns"
    EXPORT_CAMPAIGN = "export a campaign"
    EXPORT_FOR_PUBLIC = "export a campaign for the public"
    DESTROY_LINKS = "destroy a campaign's salt"
    ANSWER_ACCESS_REQUEST = "take out all that is kept about a person"
    SEARCH_TEXTS = "search all texts for a person who is named in them"


EVERYBODY = frozenset({Role.MEMBER})
ALLOWED: Mapping[Permission, frozenset[Role]] = {
    Permission.ANSWER: EVERYBODY,
    Permission.SEE_OWN_DATA: EVERYBODY,
    Permission.CHOOSE_ABOUT_OWN_DATA: EVERYBODY,
    Permission.READ_OWN_DIGEST: frozenset({Role.LEADER, Role.READER}),
    Permission.READ_OWN_PAGE: frozenset({Role.LEADER, Role.READER}),
    Permission.CHOOSE_WHEN: frozenset({Role.LEADER, Role.READER}),
    Permission.OFFER_TALK: frozenset({Role.LEADER}),
    Permission.ACT_ON_QUESTIONS: EVERYBODY,
    Permission.KEEP_PROMISES: EVERYBODY,
    Permission.SHARE_IDEAS: EVERYBODY,
    Permission.ANSWER_IDEAS: frozenset({Role.LEADER}),
    Permission.RELEASE_QUOTES: frozenset({Role.FACILITATOR}),
    Permission.CORRECT_THEMES: frozenset({Role.FACILITATOR}),
    Permission.CAPTURE_ACTIONS: frozenset({Role.FACILITATOR}),
    Permission.ENTER_ANSWERS: frozenset({Role.FACILITATOR}),
    Permission.RUN_CAMPAIGNS: frozenset({Role.ADMIN}),
    Permission.EXPORT_CAMPAIGN: frozenset({Role.ADMIN}),
    Permission.EXPORT_FOR_PUBLIC: frozenset({Role.ADMIN, Role.PRIVACY_OFFICER}),
    Permission.DESTROY_LINKS: frozenset({Role.PRIVACY_OFFICER}),
    Permission.ANSWER_ACCESS_REQUEST: frozenset({Role.PRIVACY_OFFICER}),
    Permission.SEARCH_TEXTS: frozenset({Role.PRIVACY_OFFICER}),
}


@dataclass(frozen=True)
class Roster:
    """Slack ids of those who have a role by the settings."""

    admins: Collection[str] = ()
    privacy_officers: Collection[str] = ()
    facilitators: Collection[str] = ()

    def roles(self, user: str, *, leads: bool = False, reads: bool = False) -> frozenset[Role]:
        """Give all roles of a person; `leads`: they lead a team, or were written a digest; `reads`: a wider one."""
        holds = {
            Role.MEMBER: True,
            Role.LEADER: leads,
            Role.READER: reads,
            Role.FACILITATOR: user in self.facilitators,
            Role.PRIVACY_OFFICER: user in self.privacy_officers,
            Role.ADMIN: user in self.admins,
        }
        return frozenset(role for role, held in holds.items() if held)

    def may(self, user: str, act: Permission, *, leads: bool = False, reads: bool = False) -> bool:
        """Tell whether a person may do something."""
        return bool(self.roles(user, leads=leads, reads=reads) & ALLOWED[act])

    def require(
        self, user: str, act: Permission, sentence: str | None = None, *, leads: bool = False, reads: bool = False
    ) -> None:
        """Raise `NotAllowed`, with the sentence, for whom it is not for."""
        if not self.may(user, act, leads=leads, reads=reads):
            raise NotAllowed(sentence)
