"""The state and the scene of coaching, and what several of its turns do."""

from dataclasses import dataclass, replace

from bot.dialogues import effects as do
from bot.dialogues.events import AnswerGiven
from bot.dialogues.week import prompt_key
from bot.errors import FieldProblem
from bot.ids import Codes
from bot.insight import outcomes
from bot.insight.probes import ProbeOption

Effects = tuple[do.Effect, ...]
TO_LEADERS = "to_leaders"
"""The question of an answer that its author puts to their leaders."""
CONCERN = "concern"
"""The same, where they are worried about something and want a reply by a date."""
MEETING = "meeting"
"""The same, where they would like to talk about it face to face."""
KINDS = {TO_LEADERS: outcomes.QUESTION, CONCERN: outcomes.CONCERN, MEETING: outcomes.MEETING}
BY_NAME = "answer/"
"""How the button's value begins that says "I ask this too" under a question that stands in a thread by name."""
RESIDENTS = "residents"
"""The question of an answer that passes on what a resident said."""
A_RESIDENT_SAID = "Something a resident told us"
NO_LINKS = (
    "This campaign is over, and its coded links were destroyed for good. So I can keep nothing more for it in"
    " confidence, and no numbers. You can still write in its thread, with your name."
)
LOST_LINK = (
    "The coded links of this campaign were destroyed for good. Nobody can tell any more whose answer this is, so it"
    " cannot be changed or deleted."
)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Coaching:
    """Where the coach and a person stand in a round.

    quiet: nothing yet · taking_part: rated or answered · asked: the one follow-up is out · settled: it is behind them.
    """

    stage: str = "quiet"
    asked_about: str | None = None
    probe: str | None = None
    asked_in: str | None = None  # "dm" or "thread": where the follow-up was put
    posted: tuple[tuple[str, str], ...] = ()  # (answer id, key of the message that the coach posted for its author)
    asked_ts: str | None = None  # in the thread: what was written by then (Slack's clock) is no reply to it
    replied: bool = False  # they answered the follow-up
    told_late: bool = False  # they have read that the week they write to is closed
    themes_for: str | None = None  # the answer about which they were asked for its theme, once a week at most
    themed: bool = False  # they have told it


@dataclass(frozen=True)
class AnswerSeen:
    """The stored answer that an event is about."""

    id: str
    mode: str
    own: bool
    in_thread: bool  # it is the person's own Slack message
    to_leaders: bool = False  # it is a question to leaders
    author: str | None = None
    follow_up: bool = False  # it answers the coach's follow-up
    asked: str = ""  # in these words, where both answers may be read together
    late: bool = False  # it came after the week


@dataclass(frozen=True)
class Reach:
    """How far words go: `late`, they came after the week; `thread_only`, if they are Named, no digest has them."""

    late: bool
    thread_only: bool


@dataclass(frozen=True)
class CoachingScene:
    """What the coach may know about the round and the person."""

    round_id: str
    team_channel: str
    area_title: str
    week: int
    open: bool
    by_leader: bool
    codes: Codes
    user: str
    threshold: int
    questions: dict[str, str]
    probes: tuple[ProbeOption, ...]
    neutral_probe: ProbeOption
    support_route: str
    overdue: bool = False  # read back, and written after the week should have closed
    unlinked_token: str = ""  # what is kept once they have given their one Unlinked answer
    unlinked_spent: bool = False  # they have
    forgotten: bool = False  # the campaign's links were destroyed: nothing can be kept under a code any more
    on_prompt: bool = False  # a reaction stands on the week's prompt
    answer: AnswerSeen | None = None
    themes: tuple[tuple[str, str], ...] = ()  # the area's codebook: key and title
    themes_asked: bool = False  # they were asked for a theme this week in another team of theirs

    @property
    def late(self) -> bool:
        """Whether this comes after the week: it is closed, or would have been if somebody had been there to do it."""
        return self.overdue or not self.open

    def probe_text(self, key: str | None) -> str:
        """The words of a follow-up question."""
        return next((probe.text for probe in (*self.probes, self.neutral_probe) if probe.key == key), "")

    def author(self, mode: str) -> str | None:
        """The name that an answer in this mode carries."""
        return self.user if mode == "named" else None

    def code(self, mode: str) -> str | None:
        """The code that an answer in this mode carries instead."""
        return None if mode == "named" else self.codes.answers


def is_put(question: str | None) -> bool:
    """Whether an answer to this question is put to leaders."""
    return question in KINDS


def kind_of(question: str) -> str:
    """What kind of question it is, of those that are put to leaders."""
    return KINDS.get(question, outcomes.QUESTION)


def receipt_key(answer_id: str) -> str:
    """The key of the receipt of a private answer."""
    return f"receipt/{answer_id}"


def follow_up_key(answer_id: str) -> str:
    """The key of what the coach says back about an answer, in private."""
    return f"follow-up/{answer_id}"


def took_part(scene: CoachingScene) -> Effects:
    """Flag that the person took part in the round, as long as there is a code to do it under."""
    if scene.forgotten:
        return ()
    code = scene.codes.taking_part
    return (do.NoteTakingPart(round_id=scene.round_id, person_code=code, by_leader=scene.by_leader, late=scene.late),)


def refuse_codes(scene: CoachingScene, *, field: str = "mode", needed: bool = True) -> None:
    """Refuse what would be kept under a code, once the campaign's links are destroyed. Raises `FieldProblem`."""
    if scene.forgotten and needed:
        raise FieldProblem(field, NO_LINKS)


def rate(scene: CoachingScene, scale: str, value: int, source: str) -> do.KeepRating:
    """Keep one rating."""
    return do.KeepRating(
        round_id=scene.round_id,
        person_code=scene.codes.ratings,
        scale=scale,
        value=value,
        source=source,
        by_leader=scene.by_leader,
        late=scene.late,
    )


def begun(state: Coaching) -> Coaching:
    """Somebody who did nothing yet is now taking part."""
    return replace(state, stage="taking_part") if state.stage == "quiet" else state


def form_ratings(event: AnswerGiven, scene: CoachingScene) -> Effects:
    """Keep the ratings that came with a form."""
    given = {"now": event.now, "needed": event.needed}
    return tuple(rate(scene, scale, value, "modal") for scale, value in given.items() if value is not None)


def saved(
    scene: CoachingScene,
    mode: str,
    reach: Reach,
    question: str = "headline",
    *,
    receipt: bool = True,
    support_route: str = "",
) -> do.Reply:
    """The words in which the form ends; `receipt`: a message to the person has the buttons to change the answer.

    `support_route` is set where the form is the only place to show the way to help.
    """
    facts = {"area_title": scene.area_title, "mode": mode, "threshold": scene.threshold, **vars(reach)}
    where = {"to_leaders": is_put(question), "receipt": receipt, "support_route": support_route}
    if scene.by_leader:  # then nobody is told how a quote would read: leaders are not quoted without their name
        where["by_leader"] = True
    return do.Reply(utterance="answer/saved", facts={**facts, **where})


def named_facts(scene: CoachingScene, text: str, question: str, answer_id: str) -> do.Facts:
    """The facts of `thread/named_answer` for an answer to one of the week's questions, or a question to leaders: there
    colleagues can say that they ask it too."""
    put = {"question_text": scene.questions.get(question, ""), "to_leaders": is_put(question)}
    vote = {"ask_too": f"{BY_NAME}{answer_id}"} if is_put(question) and not scene.late else {}
    return {"author": scene.user, "text": text, **put, **vote}


def follow_up_facts(scene: CoachingScene, text: str, asked: str) -> do.Facts:
    """The same for an answer to the follow-up; `asked` is empty where it would tell of an answer in confidence."""
    return {"author": scene.user, "text": text, "question_text": asked, "follow_up": True}


def post_for_author(
    state: Coaching, scene: CoachingScene, answer_id: str, facts: do.Facts, occasion: str
) -> tuple[Coaching, Effects]:
    """A Named answer from the form is posted in the team's thread, for its author."""
    key = f"named/{answer_id}/{occasion}"
    say = do.Say(
        key=key,
        to=scene.team_channel,
        utterance="thread/named_answer",
        facts=facts,
        under=prompt_key(scene.round_id),
        round_id=scene.round_id,
        answer_id=answer_id,
        priority=1,
    )
    return replace(state, posted=(*state.posted, (answer_id, key))), (say,)
