"""Who may do what, and what Waymark may do in Slack, in plain words. Pure; the tables are those the product obeys."""

from collections.abc import Mapping

from bot.roles import ALLOWED, Permission, Role

ROLES: Mapping[Role, str] = {
    Role.MEMBER: "everybody in a team",
    Role.LEADER: "leaders of a team",
    Role.READER: "those whom an admin names to get wider digests, such as a board",
    Role.FACILITATOR: "facilitators",
    Role.PRIVACY_OFFICER: "the privacy officer",
    Role.ADMIN: "admins",
}
POWERS: Mapping[Permission, str] = {
    Permission.ANSWER: "answer, rate, and put a question to leaders",
    Permission.SEE_OWN_DATA: "see, change, delete and download what they gave",
    Permission.CHOOSE_ABOUT_OWN_DATA: "leave a campaign, take their name off an answer, and object",
    Permission.READ_OWN_DIGEST: "read the digest that is written to them",
    Permission.READ_OWN_PAGE: "read their page: the groups that their digests are of, and all teams together, by week",
    Permission.CHOOSE_WHEN: "choose when their digest comes",
    Permission.OFFER_TALK: "offer a team a talk",
    Permission.ACT_ON_QUESTIONS: "say what comes of a question that was put to them as leaders, or passed on to them",
    Permission.KEEP_PROMISES: "read what was promised to their team, and say what becomes of a promise that they made,"
    " own or decide on, or that was made to a team they lead",
    Permission.SHARE_IDEAS: "share ideas with their team, help with them, and take them forward",
    Permission.ANSWER_IDEAS: "answer what an idea asks of them as leaders of its team",
    Permission.RELEASE_QUOTES: "read words that may be quoted, without names, and release or hide them",
    Permission.CORRECT_THEMES: "correct, without names, what an answer is about, and propose new themes",
    Permission.CAPTURE_ACTIONS: "write down what a session with a team agrees, with an owner and a date",
    Permission.ENTER_ANSWERS: "enter, without a name, what people said who are not on Slack",
    Permission.RUN_CAMPAIGNS: "plan, pause and change campaigns",
    Permission.EXPORT_CAMPAIGN: "take out dates, figures and what was said by name",
    Permission.EXPORT_FOR_PUBLIC: "take out what may be published, figures apart from words",
    Permission.DESTROY_LINKS: "destroy the secret that leads from codes to people",
    Permission.ANSWER_ACCESS_REQUEST: "take out all that is kept about a person who asks for it",
    Permission.SEARCH_TEXTS: "search what people wrote for a person who is named in it",
}
SCOPES: Mapping[str, str] = {
    "channels:history": "read messages in public channels it was invited to",
    "channels:read": "see who is in those channels",
    "chat:write": "post",
    "commands": "hear the command /waymark",
    "files:write": "send a person a file with their own data",
    "groups:history": "read messages in private channels it was invited to",
    "groups:read": "see who is in those channels",
    "im:history": "read what people write to it",
    "im:write": "write to people",
    "reactions:read": "see reactions",
    "users:read": "see people’s names, also to take them out of quotes, and whether an account is a bot",
}


def powers() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give each role with what it may do, by the table that the product checks at each act."""
    return tuple(
        (ROLES[role], tuple(POWERS[permission] for permission, roles in ALLOWED.items() if role in roles))
        for role in Role
    )
