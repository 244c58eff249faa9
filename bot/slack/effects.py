"""What each request to Slack is, and so how it may be sent. Every method that the bot calls stands here exactly once.

| class | rule |
|---|---|
| message | a ledger row first; sent once; found again by its mark when nobody knows what became of it |
| desired state | one row a target, the latest version wins; tried again freely, because twice is no harm |
| immediate | right after the commit, while the person waits; at most once, not for a redelivery; a failure is told |
| file | its id is stored before it is completed, then looked for |
| question | changes nothing that anybody sees (opening a DM shows nothing either); asked again freely |
"""

from collections.abc import Mapping
from enum import StrEnum


class EffectClass(StrEnum):
    """How a request may be sent."""

    MESSAGE = "message"
    DESIRED_STATE = "desired state"
    IMMEDIATE = "immediate"
    FILE = "file"
    QUESTION = "question"


#: The modules of `bot` that may send a class of requests. Questions may be asked anywhere in `bot/slack`.
SENT_BY: Mapping[EffectClass, frozenset[str]] = {
    EffectClass.MESSAGE: frozenset({"slack/messenger.py"}),
    EffectClass.DESIRED_STATE: frozenset({"slack/messenger.py"}),
    EffectClass.IMMEDIATE: frozenset({"slack/act.py", "slack/happenings.py"}),
    EffectClass.FILE: frozenset({"slack/files.py"}),
}

CLASSES: Mapping[str, EffectClass] = {
    "chat.postMessage": EffectClass.MESSAGE,
    "chat.delete": EffectClass.DESIRED_STATE,
    "chat.update": EffectClass.DESIRED_STATE,
    "views.publish": EffectClass.DESIRED_STATE,
    "files.completeUploadExternal": EffectClass.FILE,
    "files.getUploadURLExternal": EffectClass.FILE,
    "chat.postEphemeral": EffectClass.IMMEDIATE,
    "views.open": EffectClass.IMMEDIATE,
    "views.push": EffectClass.IMMEDIATE,
    "views.update": EffectClass.IMMEDIATE,
    "apps.connections.open": EffectClass.QUESTION,
    "auth.test": EffectClass.QUESTION,
    "conversations.history": EffectClass.QUESTION,
    "conversations.info": EffectClass.QUESTION,
    "conversations.members": EffectClass.QUESTION,
    "conversations.open": EffectClass.QUESTION,
    "conversations.replies": EffectClass.QUESTION,
    "reactions.get": EffectClass.QUESTION,
    "users.conversations": EffectClass.QUESTION,
    "users.info": EffectClass.QUESTION,
    "users.list": EffectClass.QUESTION,
}
