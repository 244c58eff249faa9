"""What an answer in the thread is about: its author taps a theme. Asked in reply to their own act, seen by them alone.

One quiet line a person and week, in the follow-up where there is one. Never late, never to leaders, who are not
counted, and never where words may weigh on their writer, decline, or ask us something. Private answers choose in their
form.
"""

from dataclasses import replace

from bot.dialogues import effects as do
from bot.dialogues.coaching.scene import Coaching, CoachingScene, Effects
from bot.dialogues.events import ThemeChosen
from bot.errors import AskAgain, NotAllowed, NotFound
from bot.insight.probes import choose_probe
from bot.insight.themes import SOMETHING_ELSE, SOMETHING_ELSE_TITLE

MOST_WORDS = 100
"""Characters of what somebody says in place of a theme."""
CLOSED = "This week is closed. How many chose a theme was counted then, and stays as it is."


def with_themes(
    state: Coaching, scene: CoachingScene, text: str, answer_id: str, said: Effects
) -> tuple[Coaching, Effects]:
    """Add to what is said back about a thread answer the question what it is about, once a week."""
    if not _may_ask(state, scene, text):
        return state, said
    asked = replace(state, themes_for=answer_id)
    choice = themes_facts(scene, answer_id)
    follow_ups = [one for one in said if isinstance(one, do.Reply) and one.utterance == "followup/ask_here"]
    if not follow_ups:
        return asked, (*said, do.Reply(utterance="theme/ask", facts=choice))
    return asked, tuple(replace(one, facts={**one.facts, **choice}) if one in follow_ups else one for one in said)


def _may_ask(state: Coaching, scene: CoachingScene, text: str) -> bool:
    if state.themes_for is not None or scene.themes_asked or not scene.themes or scene.late or scene.by_leader:
        return False
    return choose_probe(text, scene.probes, scene.neutral_probe).key is not None


def themes_facts(scene: CoachingScene, answer_id: str) -> dict[str, object]:
    """The themes to choose from, for one answer."""
    offered = [*scene.themes, (SOMETHING_ELSE, SOMETHING_ELSE_TITLE)]
    return {"answer_id": answer_id, "themes": [{"key": key, "label": title} for key, title in offered]}


def unanswered(state: Coaching, scene: CoachingScene) -> dict[str, object]:
    """The same for what follows on the line, where it is still open; else nothing."""
    asks = state.asked_in == "thread" and state.themes_for is not None and not state.themed
    return themes_facts(scene, state.themes_for or "") if asks else {}


def theme_chosen(state: Coaching, event: ThemeChosen, scene: CoachingScene) -> tuple[Coaching, Effects]:
    """Keep what an answer is about. Raises `NotAllowed` for another's, `AskAgain` once the week is closed."""
    if scene.answer is None or not scene.answer.own or scene.answer.to_leaders:
        raise NotAllowed("Only the person who wrote an answer can say what it is about.")
    if scene.late or scene.answer.late:
        raise AskAgain(CLOSED)
    title = {**dict(scene.themes), SOMETHING_ELSE: SOMETHING_ELSE_TITLE}.get(event.theme)
    if title is None:
        raise NotFound("That theme is not on the list any more.")
    other = event.theme == SOMETHING_ELSE
    words = " ".join(event.words.split())[:MOST_WORDS] if other else ""
    keep = do.ChooseTheme(answer_id=scene.answer.id, theme=event.theme, words=words)
    after = replace(state, themed=state.themed or scene.answer.id == state.themes_for)
    return after, (keep, _said(state, scene, title, other=other, words=bool(words)))


def _said(state: Coaching, scene: CoachingScene, title: str, *, other: bool, words: bool) -> do.Reply:
    """Say so; where the follow-up is still open it stands on, with the theme in place of the list."""
    kept = {"theme": title, "other": other, "words": words}
    answer_id = scene.answer.id if scene.answer else ""
    if state.stage == "asked" and state.asked_in == "thread" and state.asked_about == answer_id and not words:
        probe = {"probe_text": scene.probe_text(state.probe), "support_route": scene.support_route}
        return do.Reply(utterance="followup/ask_here", facts={"answer_id": answer_id, **probe, **kept})
    return do.Reply(utterance="theme/kept", facts=kept)
