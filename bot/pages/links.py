"""Signed links to a leader's page, and the visits that they open. Nothing of them is stored.

A link and a visit both say who may read what: a person of a workspace, a campaign, and a purpose. They are signed with
a key that is made from the master key for this alone, so nobody else can make one, and a visit is no link. How old they
are is wire time: a story's clock may jump, and a link gets no older by it. A signature says that a link was given, not
that its holder may still read: `bot/pages/desk.py` looks that up each time.
"""

import hashlib
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, Signer, TimestampSigner, URLSafeTimedSerializer

from bot.clock import Clock
from bot.errors import AskAgain, NotAllowed

LINK_LIFE = 10 * 60
"""Seconds: long enough to tap it, too short for one that is found later in a log or a history."""
VISIT_LIFE = 60 * 60
"""Seconds: long enough to read the page before a talk, short enough for a machine that others use."""
APART = 5
"""Seconds by which two processes' wire clocks may be apart: one's link may come to the other from its future."""


class Purpose(StrEnum):
    """What a link is for."""

    PAGE = "page"
    REPORT = "report"


class LinkOver(AskAgain):
    """This link is over. Tap “Open the page” in Slack again, and you get a fresh one."""


class LinkRefused(NotAllowed):
    """This link opens nothing here. Tap “Open the page” in Slack, and you get one of your own."""


class VisitOver(AskAgain):
    """Your visit is over. Tap “Open the page” in Slack, and you get a fresh link."""


@dataclass(frozen=True)
class Pass:
    """Who may read what: a person (Slack id) of a workspace, a campaign, for one purpose."""

    workspace: str
    user: str
    campaign_id: str
    purpose: Purpose = Purpose.PAGE


class _WireSigner(TimestampSigner):
    """Stamps with the clock that is handed in."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock

    def get_timestamp(self) -> int:
        """Give the seconds since 1970, by wire time."""
        return int(self._clock.now().timestamp())


class Links:
    """Makes links and visits, and reads them. `key` is derived for this alone, `wire` tells wire time."""

    def __init__(self, key: bytes, wire: Clock) -> None:
        self._key = key
        self._wire = wire

    def link(self, holder: Pass) -> str:
        """Make the token of a link."""
        return self._serializer("link").dumps(astuple(holder))

    def visit(self, holder: Pass) -> str:
        """Make the token of a visit, which a browser keeps in a cookie."""
        return self._serializer("visit").dumps(astuple(holder))

    def read_link(self, token: str, purpose: Purpose) -> Pass:
        """Read a link. Raises `LinkOver` for an old one, `LinkRefused` for any that was not given for this purpose."""
        holder, age = self._read("link", token)
        if holder is None or holder.purpose is not purpose:
            raise LinkRefused
        if age > LINK_LIFE:
            raise LinkOver
        return holder

    def read_visit(self, token: str, purpose: Purpose) -> Pass:
        """Read a visit. Raises `VisitOver` for an old one and for what is none."""
        holder, age = self._read("visit", token)
        if holder is None or holder.purpose is not purpose or age > VISIT_LIFE:
            raise VisitOver
        return holder

    def form_key(self, visit: str) -> str:
        """Make the key that a form of this visit carries: who can make a browser send a form cannot read it."""
        return self._forms().get_signature(visit).decode()

    def is_form_of(self, visit: str, key: str) -> bool:
        """Tell whether a form came from a page of this visit."""
        return self._forms().verify_signature(visit, key)

    def _forms(self) -> Signer:
        return Signer(self._key, salt="waymark form", digest_method=hashlib.sha256)

    def _read(self, kind: str, token: str) -> tuple[Pass | None, float]:
        """Give who holds it and how many seconds old it is; None for what nobody here signed."""
        try:
            value, made_at = self._serializer(kind).loads(token, return_timestamp=True)
            workspace, user, campaign_id, purpose = value
            holder = Pass(workspace, user, campaign_id, Purpose(purpose))
        except (BadData, ValueError, TypeError):
            return None, 0
        age = (self._wire.now() - made_at).total_seconds()
        return (holder, age) if age >= -APART else (None, 0)

    def _serializer(self, kind: str) -> URLSafeTimedSerializer:
        how = {"clock": self._wire, "digest_method": hashlib.sha256}
        return URLSafeTimedSerializer(self._key, salt=f"waymark {kind}", signer=_WireSigner, signer_kwargs=how)
