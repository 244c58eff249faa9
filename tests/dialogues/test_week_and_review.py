"""A team's week, a leader's review and a person's reminders, as stories."""

from datetime import timedelta
from typing import Any

import pytest

from bot.dialogues import effects as do
from bot.dialogues import events as ev
from bot.dialogues.person import PERSON, Reminders
from bot.dialogues.review import REVIEW, Review
from bot.dialogues.week import PROMPT_GRACE, WEEK, LeaderDigest, Nudge, Week, digest_keys
from bot.errors import NotAllowed, NotFound
from tests.dialogues.scenes import NOON, event, person_scene, review_scene, week_scene


def said(effects: tuple[do.Effect, ...]) -> list[str]:
    """The utterances of planned messages, in order."""
    return [effect.utterance for effect in effects if isinstance(effect, do.Say)]


def test_a_week_opens_with_one_prompt_and_its_questions_in_the_thread() -> None:
    """The detailed questions hang under the prompt, and both expire when the week closes."""
    state, effects = WEEK.step(Week(), event(ev.OpenDue), week_scene())
    assert state.stage == "open"
    prompt, detail = (effect for effect in effects if isinstance(effect, do.Say))
    assert (prompt.utterance, detail.utterance) == ("prompt/open", "prompt/questions")
    assert detail.under == prompt.key
    assert prompt.not_after == detail.not_after == week_scene().closes_at


@pytest.mark.parametrize(
    ("lateness", "stage"), [(PROMPT_GRACE, "open"), (PROMPT_GRACE + timedelta(seconds=1), "missed")]
)
def test_a_prompt_past_its_grace_is_missed_visibly(lateness: timedelta, stage: str) -> None:
    """Last week's prompt is never posted late; the week is recorded as missed and its beats stay silent."""
    scene = week_scene(closes_at=NOON + timedelta(days=9))
    state, effects = WEEK.step(Week(), event(ev.OpenDue, due_at=NOON - lateness), scene)
    assert state.stage == stage
    assert effects[0] == do.MoveRound(round_id="round", state=stage, at=NOON)
    if stage == "missed":
        assert len(effects) == 1
        assert WEEK.step(state, event(ev.CloseDue), scene) == (state, ())


def test_a_prompt_never_opens_after_its_close() -> None:
    """When the close has passed too, the question is not asked."""
    state, _ = WEEK.step(Week(), event(ev.OpenDue), week_scene(closes_at=NOON))
    assert state.stage == "missed"


@pytest.mark.parametrize("kind", [ev.PlaybackDue, ev.NudgeDue, ev.LastCallDue])
def test_an_overtaken_beat_says_nothing(kind: type[ev.Event]) -> None:
    """After an outage the newest beat speaks; those it has overtaken do not."""
    scene = week_scene(overtaken=True, nudges=(Nudge("U1"),))
    assert WEEK.step(Week("open"), event(kind), scene) == (Week("open"), ())


def test_nothing_is_played_back_when_nobody_spoke() -> None:
    """An empty thread is not announced."""
    assert WEEK.step(Week("open"), event(ev.PlaybackDue), week_scene(anybody=False))[1] == ()


def test_each_nudge_is_counted() -> None:
    """Every reminder is a DM to one person and counts towards the week's three messages."""
    _, effects = WEEK.step(Week("open"), event(ev.NudgeDue), week_scene(nudges=(Nudge("U1"), Nudge("U2"))))
    assert [effect.to for effect in effects if isinstance(effect, do.Say)] == ["U1", "U2"]
    assert [effect.user for effect in effects if isinstance(effect, do.CountContact)] == ["U1", "U2"]


def test_the_close_freezes_the_figures_and_takes_the_buttons_away() -> None:
    """Figures are kept in the same step that closes the week, and the prompt shows that it is over."""
    state, effects = WEEK.step(Week("open"), event(ev.CloseDue), week_scene())
    assert state.stage == "closed"
    assert do.FreezeFigures(round_id="round", figures={"heard": [5, 9]}, at=NOON) in effects
    assert [effect.utterance for effect in effects if isinstance(effect, do.Show)] == ["prompt/closed"]


def test_each_ready_digest_is_kept_and_sent() -> None:
    """A digest is a frozen record first, and then a message made from it."""
    digest = LeaderDigest("digest", "U9", withheld=False, snapshot={"week": 1})
    _, effects = WEEK.step(Week("closed"), event(ev.DigestDue), week_scene(digests=(digest,)))
    assert [type(effect).__name__ for effect in effects] == ["IssueDigest", "Say", "SendPictures"]
    assert said(effects) == ["digest/leader"]


def test_a_leader_of_several_teams_gets_their_figures_side_by_side() -> None:
    """With figures of two teams or more, a table under the digest holds them; it goes with the digest."""
    teams = [{"team_id": name, "team": name, "heard": [5, 9], "share": None} for name in ("a", "b")]
    snapshot = {"week": 1, "area_title": "Culture", "heard": {"teams": teams, "small_teams": ["c"]}, "gaps": None}
    digest = LeaderDigest("digest", "U9", withheld=False, snapshot=snapshot)
    _, effects = WEEK.step(Week("closed"), event(ev.DigestDue), week_scene(digests=(digest,)))
    (main, table) = [effect for effect in effects if isinstance(effect, do.Say)]
    assert (table.utterance, table.under, table.not_after) == ("digest/table", main.key, main.not_after)
    assert table.facts == {"area_title": "Culture", "teams": teams, "small": 1, "ratings": []}
    assert {main.key, table.key} <= set(digest_keys("digest"))


def test_questions_that_do_not_fit_one_screen_stand_in_the_digests_thread() -> None:
    """With two questions or more, a message under the digest holds them all, so that none goes unread."""
    asked = {"week": 1, "questions": {"put": [{"text": "Why?"}, {"text": "When?"}], "more": 0}}
    digest = LeaderDigest("digest", "U9", withheld=False, snapshot=asked)
    _, effects = WEEK.step(Week("closed"), event(ev.DigestDue), week_scene(digests=(digest,)))
    assert said(effects) == ["digest/leader", "digest/questions"]
    screen, thread = (effect for effect in effects if isinstance(effect, do.Say))
    assert thread.under == screen.key


def test_a_talk_is_offered_once_a_team_and_the_team_is_told() -> None:
    """The offer is recorded and told to the team's channel; a second tap only says so."""
    state, effects = REVIEW.step(Review(), event(ev.TalkOffered), review_scene())
    assert said(effects) == ["talk/offered"]
    assert any(isinstance(effect, do.RecordOffer) for effect in effects)
    again, effects = REVIEW.step(state, event(ev.TalkOffered), review_scene())
    assert again == state
    assert [effect.utterance for effect in effects if isinstance(effect, do.Reply)] == ["talk/offered_already"]


def test_only_the_reader_of_a_digest_offers_from_it() -> None:
    """Somebody else's digest, and a team that is not in it, are refused."""
    with pytest.raises(NotAllowed):
        REVIEW.step(Review(), event(ev.TalkOffered, user="U2"), review_scene())
    with pytest.raises(NotFound):
        REVIEW.step(Review(), event(ev.TalkOffered), review_scene(team=None))


def test_a_person_is_told_once_what_a_typed_message_is() -> None:
    """The first typed DM is met with who could read it; later ones are not lectured again."""
    state, first = PERSON.step(Reminders(), event(ev.DirectMessage), person_scene())
    _, second = PERSON.step(state, event(ev.DirectMessage, id="Ev2"), person_scene())
    facts: list[Any] = [effect.facts["first_time"] for effect in (*first, *second) if isinstance(effect, do.Say)]
    assert facts == [True, False]


def test_help_is_given_to_whoever_types_help() -> None:
    """The word help in a DM brings the help text, which knows whether an admin reads it."""
    for by_admin in (False, True):
        asked = event(ev.DirectMessage, text=" Help ", by_admin=by_admin)
        _, effects = PERSON.step(Reminders(), asked, person_scene())
        assert said(effects) == ["help"]
        assert [effect.facts for effect in effects if isinstance(effect, do.Say)] == [
            {"is_admin": by_admin, "controller": {"notice": "https://town.example/privacy"}}
        ]


def test_a_snooze_lasts_a_week() -> None:
    """Snoozing keeps the date on which reminders come back."""
    state, effects = PERSON.step(Reminders(), event(ev.RemindersSnoozed), person_scene())
    assert state.stage == "snoozed"
    assert effects[0] == do.SetReminders(user="U1", snoozed_until=NOON + timedelta(days=7))
