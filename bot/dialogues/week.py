"""One team's week: it opens, is played back, reminded, closed, told to leaders and told back.

Beats may come late. A week whose prompt is past its grace, or never reached Slack, is `missed`, visibly; a playback,
nudge or last call that a later beat has overtaken, or that has no prompt to speak of, is left unsaid. Figures are
frozen once, at the close, and everything after reads only those.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.dialogues import effects as do
from bot.dialogues.events import (
    CloseDue,
    DigestDue,
    Event,
    LastCallDue,
    NudgeDue,
    OpenDue,
    PlaybackDue,
    ToldBackDue,
)
from bot.dialogues.machine import Dialogue, Rule
from bot.errors import UnexpectedEvent
from bot.insight.bands import few

Effects = tuple[do.Effect, ...]

PROMPT_GRACE = timedelta(hours=48)
"""A prompt later than this is not asked any more: the week is recorded as missed (design: catch-up)."""
DIGEST_GRACE = timedelta(days=7)  # from when it was written, however late that was
TOLD_BACK_GRACE = timedelta(days=3)
LEADERS_VIEW = "leaders_view"
"""The kind of contact that a leader's invitation to rate is: one of the three messages a week that the coach begins."""
CONTACTS_A_WEEK = 3
"""Design, Slack manners: at most three messages a week that the coach begins with a person; two of them nudges."""


@dataclass(frozen=True)
class Week:
    """upcoming → open → closed, or missed: the state of the round itself, kept nowhere else."""

    stage: str = "upcoming"


@dataclass(frozen=True)
class Nudge:
    """One person who may be reminded now, by the budget and by what they asked for."""

    user: str


@dataclass(frozen=True)
class LeaderDigest:
    """A leader whose digest is ready: every team of theirs has closed this week. `comes_at`: the hour they chose."""

    digest_id: str
    leader: str
    withheld: bool
    snapshot: do.Facts
    comes_at: datetime | None = None


@dataclass(frozen=True)
class WeekScene:
    """What the round's messages need to know. `prompt` holds the facts of the prompt."""

    round_id: str
    campaign_id: str
    week: int
    channel: str
    area_title: str
    headline: str
    prompt: do.Facts
    questions: do.Facts
    closes_at: datetime | None
    link: str | None = None
    overtaken: bool = False  # a later beat of this round is due too
    prompt_is_out: bool = True  # Slack has confirmed it
    heard: list[int | None] = field(default_factory=list)
    words: tuple[do.Facts, ...] = ()
    named: int = 0
    anybody: bool = False
    nudges: tuple[Nudge, ...] = ()
    asked_leaders: tuple[str, ...] = ()  # who is asked how they see the area themselves
    figures: do.Facts | None = None
    digests: tuple[LeaderDigest, ...] = ()
    leaders: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    questions_count: int = 0
    asked: tuple[do.Facts, ...] = ()  # how each question to leaders stands
    unanswered: int = 0  # questions of earlier weeks of which nobody has said what comes of them
    next_on: str | None = None
    farewell: do.Facts | None = None  # after the last question: the campaign's name and its number of weeks

    @property
    def unsaid(self) -> bool:
        """Whether what only makes sense before the close is not worth saying any more, or not yet."""
        return self.overtaken or not self.prompt_is_out


def prompt_key(round_id: str) -> str:
    """The key of a round's prompt."""
    return f"prompt/{round_id}"


def told_back_key(round_id: str) -> str:
    """The key of what a team is told back after a round."""
    return f"told_back/{round_id}"


def digest_key(digest_id: str) -> str:
    """The key of a leader's digest."""
    return f"digest/{digest_id}"


def quotes_facts(snapshot: do.Facts) -> do.Facts:
    """What that message needs of a digest, and nobody's other words: what is said once need be followed once."""
    return {name: snapshot[name] for name in ("area_title", "teams", "quotes")}


def quotes_key(digest_id: str) -> str:
    """The key of the released quotes in a digest's thread."""
    return f"digest-quotes/{digest_id}"


def questions_key(digest_id: str) -> str:
    """The key of all questions put to a leader, in a digest's thread."""
    return f"digest-questions/{digest_id}"


def table_facts(snapshot: do.Facts) -> do.Facts | None:
    """What the table of a digest's teams needs of it: figures alone. None where fewer than two teams have any."""
    heard, gaps = snapshot.get("heard"), snapshot.get("gaps")
    if heard is None or len(heard["teams"]) < 2:
        return None
    return {
        "area_title": snapshot["area_title"],
        "teams": heard["teams"],
        "small": len(heard["small_teams"]),
        "ratings": gaps["teams"] if gaps else [],
    }


def table_key(digest_id: str) -> str:
    """The key of the table of a leader's teams, in a digest's thread."""
    return f"digest-table/{digest_id}"


def digest_keys(digest_id: str) -> tuple[str, ...]:
    """The keys of every message of a digest: who adds one adds it here, so that it follows its authors and goes."""
    return digest_key(digest_id), quotes_key(digest_id), questions_key(digest_id), table_key(digest_id)


def _close_of(scene: WeekScene) -> str | None:
    return scene.closes_at.isoformat() if scene.closes_at else None


def _open(state: Week, event: OpenDue, scene: WeekScene) -> tuple[Week, Effects]:
    too_late = event.at - event.due_at > PROMPT_GRACE or (scene.closes_at is not None and event.at >= scene.closes_at)
    if too_late:
        return Week("missed"), (do.MoveRound(round_id=scene.round_id, state="missed", at=event.at),)
    prompt = do.Say(
        key=prompt_key(scene.round_id),
        to=scene.channel,
        utterance="prompt/open",
        facts=scene.prompt,
        round_id=scene.round_id,
        not_after=scene.closes_at,
    )
    detail = do.Say(
        key=f"questions/{scene.round_id}",
        to=scene.channel,
        utterance="prompt/questions",
        facts=scene.questions,
        under=prompt.key,
        round_id=scene.round_id,
        not_after=scene.closes_at,
    )
    moved = do.MoveRound(round_id=scene.round_id, state="open", at=event.at)
    return Week("open"), (moved, prompt, detail, *_leaders_asked(scene))


def _leaders_asked(scene: WeekScene) -> Effects:
    """Leaders say how they see the area before they read what their teams said; the digest then shows both."""
    effects: list[do.Effect] = []
    for leader in scene.asked_leaders:
        say = do.Say(
            key=f"{LEADERS_VIEW}/{scene.round_id}/{leader}",
            to=leader,
            utterance="leader/rate",
            facts={
                "round_id": scene.round_id,
                "area_title": scene.area_title,
                "headline": scene.headline,
                "closes_at": _close_of(scene),
            },
            round_id=scene.round_id,
            not_after=scene.closes_at,
        )
        effects += [say, do.CountContact(user=leader, kind=LEADERS_VIEW, round_id=scene.round_id)]
    return tuple(effects)


def _in_channel(scene: WeekScene, utterance: str, facts: dict[str, Any], not_after: datetime | None) -> do.Say:
    return do.Say(
        key=f"{utterance}/{scene.round_id}",
        to=scene.channel,
        utterance=utterance,
        facts={"area_title": scene.area_title, "link": scene.link, "closes_at": _close_of(scene), **facts},
        round_id=scene.round_id,
        not_after=not_after,
    )


def _playback(state: Week, event: PlaybackDue, scene: WeekScene) -> tuple[Week, Effects]:
    if scene.unsaid or not scene.anybody:
        return state, ()
    facts = {
        "heard": scene.heard,
        "named": scene.named,
        "words": list(scene.words),
        "unanswered": scene.unanswered,
    }
    return state, (_in_channel(scene, "playback", facts, scene.closes_at),)


def _nudge(state: Week, event: NudgeDue, scene: WeekScene) -> tuple[Week, Effects]:
    if scene.unsaid:
        return state, ()
    effects: list[do.Effect] = []
    for nudge in scene.nudges:
        say = do.Say(
            key=f"nudge/{scene.round_id}/{nudge.user}",
            to=nudge.user,
            utterance="nudge",
            facts={
                "round_id": scene.round_id,
                "team": scene.prompt["team"],
                "channel": scene.channel,
                "area_title": scene.area_title,
                "headline": scene.headline,
                "link": scene.link,
                "closes_at": _close_of(scene),
            },
            round_id=scene.round_id,
            not_after=scene.closes_at,
        )
        effects += [say, do.CountContact(user=nudge.user, kind="nudge", round_id=scene.round_id)]
    return state, tuple(effects)


def _last_call(state: Week, event: LastCallDue, scene: WeekScene) -> tuple[Week, Effects]:
    if scene.unsaid:
        return state, ()
    return state, (_in_channel(scene, "last_call", {"headline": scene.headline}, scene.closes_at),)


def _close(state: Week, event: CloseDue, scene: WeekScene) -> tuple[Week, Effects]:
    if scene.figures is None:
        raise UnexpectedEvent("A week cannot close without its figures.")
    if not (scene.prompt_is_out or scene.anybody):
        return Week("missed"), (do.MoveRound(round_id=scene.round_id, state="missed", at=event.at),)
    return Week("closed"), (
        do.MoveRound(round_id=scene.round_id, state="closed", at=event.at),
        do.FreezeFigures(round_id=scene.round_id, figures=scene.figures, at=event.at),
        do.Show(
            key=prompt_key(scene.round_id),
            utterance="prompt/closed",
            facts={**scene.prompt, "heard": scene.figures["heard"]},
        ),
        do.WordAsClosed(round_id=scene.round_id, few=few(scene.figures["heard"])),
    )


def _digest(state: Week, event: DigestDue, scene: WeekScene) -> tuple[Week, Effects]:
    effects: list[do.Effect] = []
    for digest in scene.digests:
        kept = do.IssueDigest(
            digest_id=digest.digest_id,
            campaign_id=scene.campaign_id,
            leader=digest.leader,
            week=scene.week,
            withheld=digest.withheld,
            snapshot=digest.snapshot,
        )
        say = do.Say(
            key=digest_key(digest.digest_id),
            to=digest.leader,
            utterance="digest/leader",
            facts=digest.snapshot,
            not_before=digest.comes_at,
            not_after=event.at + DIGEST_GRACE,
        )
        pictures = do.SendPictures(digest_id=digest.digest_id, leader=digest.leader)
        effects += [kept, say, *_all_questions(digest, say), *_all_quotes(digest, say), *_table(digest, say), pictures]
    return state, tuple(effects)


def _table(digest: LeaderDigest, say: do.Say) -> Effects:
    """Who leads several teams reads their figures side by side in the digest's thread, as one screen lists a few."""
    facts = table_facts(digest.snapshot)
    if facts is None:
        return ()
    return (
        do.Say(
            key=table_key(digest.digest_id),
            to=digest.leader,
            utterance="digest/table",
            facts=facts,
            under=say.key,
            not_after=say.not_after,
        ),
    )


def _all_quotes(digest: LeaderDigest, say: do.Say) -> Effects:
    """The released quotes, whole, in the digest's thread; those released later are added there."""
    if not digest.snapshot.get("quotes"):
        return ()
    return (
        do.Say(
            key=quotes_key(digest.digest_id),
            to=digest.leader,
            utterance="digest/quotes",
            facts=quotes_facts(digest.snapshot),
            under=say.key,
            not_after=say.not_after,
        ),
    )


def _all_questions(digest: LeaderDigest, say: do.Say) -> Effects:
    """One screen may not hold every question put to a leader, so the digest's thread does: none goes unread."""
    questions = digest.snapshot.get("questions")
    if questions is None or len(questions["put"]) < 2:
        return ()
    under = do.Say(
        key=questions_key(digest.digest_id),
        to=digest.leader,
        utterance="digest/questions",
        facts={**digest.snapshot, "quotes": None},
        under=say.key,
        not_after=say.not_after,
    )
    return (under,)


def _told_back(state: Week, event: ToldBackDue, scene: WeekScene) -> tuple[Week, Effects]:
    facts = {
        "heard": scene.heard,
        "leaders": list(scene.leaders),
        "questions_count": scene.questions_count,
        "questions": list(scene.asked),
        "offers": [{"leader": leader} for leader in scene.offers],
        "next_on": scene.next_on,
        "farewell": scene.farewell,
    }
    return state, (_in_channel(scene, "told_back", facts, event.at + TOLD_BACK_GRACE),)


def _nothing(state: Week, event: Event, scene: WeekScene) -> tuple[Week, Effects]:
    """The week was missed: what would follow has nothing to say."""
    return replace(state), ()


WEEK: Dialogue[Week, WeekScene] = Dialogue(
    name="week",
    about="One team's week, beat by beat.",
    first="upcoming",
    table={
        ("upcoming", OpenDue): Rule(_open, ("open", "missed")),
        ("open", PlaybackDue): Rule(_playback, ("open",)),
        ("open", NudgeDue): Rule(_nudge, ("open",)),
        ("open", LastCallDue): Rule(_last_call, ("open",)),
        ("open", CloseDue): Rule(_close, ("closed", "missed")),
        ("closed", DigestDue): Rule(_digest, ("closed",)),
        ("closed", ToldBackDue): Rule(_told_back, ("closed",)),
        ("missed", DigestDue): Rule(_digest, ("missed",)),
        **{
            ("missed", kind): Rule(_nothing, ("missed",))
            for kind in (PlaybackDue, NudgeDue, LastCallDue, CloseDue, ToldBackDue)
        },
    },
)
