"""An answer that a facilitator enters for one person who is not on Slack. Nothing that is kept leads to either of them.

Its words take the road of Unlinked ones: the buffer until the week closes, then out of order. That one more person took
part, and each of their numbers, stand under codes drawn by chance, another for each: nobody can make them again.
"""

from bot.dialogues.coaching.scene import TO_LEADERS, is_put
from bot.errors import FieldProblem
from bot.ids import fresh_key
from bot.insight.themes import with_something_else
from bot.insight.workshop import WAYS, Spoken
from bot.scenes.stage import Setting
from bot.workshops.capturing import Session

LONGEST = 3_000
SCALES = ("now", "needed")
CLOSED = (
    "This week has closed and is counted, so I cannot take it any more. What you typed is still in this form: copy it"
    " before you close it."
)
FULL = "No more answers can be entered for this team this week. What you typed is still in this form."
ACT = "entered an answer of somebody who is not on Slack"


def check(said: Spoken, setting: Setting) -> None:
    """Raise `FieldProblem` for what the form would not send."""
    if not said.agreed:
        raise FieldProblem("agreed", "Please read this out first, and go on only if they agree.")
    if not said.alone:
        raise FieldProblem("alone", "Please enter one person at a time. Each person counts once.")
    if said.way not in WAYS:
        raise FieldProblem("way", "Please choose how it was given.")
    if not (said.text or said.ask or said.now or said.needed):
        raise FieldProblem("text", "Please enter at least one part: words, a number or a question.")
    for name, words in (("text", said.text), ("ask", said.ask)):
        if len(words) > LONGEST:
            raise FieldProblem(name, f"Please keep it within {LONGEST:,} characters.")
    area = setting.area
    if said.question not in {"headline", *(question.key for question in area.questions)}:
        raise FieldProblem("question", "Please choose what it is about.")
    if said.theme is not None and said.theme not in with_something_else({one.key: one.title for one in area.themes}):
        raise FieldProblem("theme", "Please choose a theme from the list.")
    if said.ask and not is_put(said.kind):
        raise FieldProblem("kind", "Please choose what kind of question it is.")
    if any(value is not None and not 1 <= value <= 5 for value in (said.now, said.needed)):
        raise FieldProblem("now", "Please choose a number from 1 to 5.")


async def enter(session: Session, said: Spoken) -> None:
    """Keep it, count one more person, and note who used this power for which team and week."""
    work, round_ = session.work, session.setting.round
    for body in _bodies(said):
        await work.unlinked.keep(round_.id, body)
    rated = fresh_key()
    for scale, value in zip(SCALES, (said.now, said.needed), strict=True):
        if value is not None:
            await work.ratings.keep(round_.id, rated, scale, value, "modal")
    await work.participations.note(round_.id, fresh_key())
    row = await work.workshops.hold(round_.id, session.user)
    row.entered += 1
    about = f"{session.setting.team.name[:120]}, week {round_.week}, {WAYS[said.way]}"
    await work.audit.note(round_.workspace, session.now, session.user, ACT, campaign_id=round_.campaign_id, about=about)


def _bodies(said: Spoken) -> list[dict[str, object]]:
    bodies: list[dict[str, object]] = []
    if said.text:
        bodies.append({"text": said.text, "question": said.question, "theme": said.theme, "quotable": said.quotable})
    if said.ask:
        bodies.append({"text": said.ask, "question": said.kind or TO_LEADERS, "theme": None, "quotable": False})
    return bodies
