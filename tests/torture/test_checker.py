"""The checker finds each kind of loss and each kind of doubling, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.models import Answer, Delivery, DesiredState
from tests.torture.checker import Stored, Story, Verdict, check
from tests.torture.people import Said
from tests.torture.town import Post, Report

NOW = 1_800_000_000.0
DUE = datetime.fromtimestamp(NOW, UTC)
PLACE = ("C1", "1800000010.000100")


def delivery(number: int, **changes: object) -> Delivery:
    """A message that was sent a second after the one before it."""
    fields = {
        "id": f"delivery-{number}", "mark": f"mark-{number}", "workspace": "T1", "recipient": "C1", "utterance": "open",
        "priority": 5, "state": "sent", "due_at": DUE, "created_at": DUE, "place": number, "channel": "C1",
        "ts": f"{NOW + number:.6f}",
    }  # fmt: skip
    return Delivery(**{**fields, **changes})


def posted(row: Delivery) -> Post:
    """How it stands in Slack."""
    return Post(float(row.ts or 0) - 0.1, float(row.ts or 0), "C1", row.ts or "", row.thread_ts, row.mark, None)


def answer(**changes: object) -> Answer:
    """What somebody said in the thread."""
    fields = {"id": "answer-1", "channel": PLACE[0], "message_ts": PLACE[1], "text": "It works.", "mode": "named"}
    return Answer(**{**fields, **changes})


def world() -> tuple[Report, Stored]:
    """Two messages that stand, one answer in the thread and one in a form."""
    rows = [delivery(1), delivery(2)]
    said = Said(thread={PLACE: "It works."}, private={"In a form.": "U1"})
    report = Report(said, posts=[posted(row) for row in rows], standing=[posted(row) for row in rows])
    form = Answer(id="answer-2", text="In a form.", mode="confidential")
    shown = DesiredState(target="message/x", version=2, shown_version=2)
    return report, Stored(rows, [answer(), form], [shown], known_since={row.id: NOW - 9 for row in rows})


def judged(report: Report, stored: Stored) -> Verdict:
    """The verdict a minute later; the story's clock was never moved."""
    return check(report, stored, Story([(0.0, 0.0)]), NOW + 60, patience=5)


def test_all_is_well() -> None:
    """Where everything stands once and is stored once, nothing is found."""
    verdict = judged(*world())
    assert verdict.is_good, verdict
    assert (verdict.messages, verdict.answers) == (2, 2)


Damage = Callable[[Report, Stored], None]


def _stored(**changes: object) -> Damage:
    def damage(report: Report, stored: Stored) -> None:
        for name, value in changes.items():
            setattr(stored.deliveries[0], name, value)

    return damage


def _gone(report: Report, stored: Stored) -> None:
    report.standing.pop()


def _thread(text: str | None) -> Damage:
    def damage(report: Report, stored: Stored) -> None:
        report.said.thread[PLACE] = text

    return damage


def _no_answers(report: Report, stored: Stored) -> None:
    stored.answers = []


def _not_shown(report: Report, stored: Stored) -> None:
    stored.desired[0].version = 3


def _never_came(report: Report, stored: Stored) -> None:
    stored.deliveries[1].state = "planned"
    report.standing.pop()


LOST: list[tuple[str, Damage]] = [
    ("is said to stand, and does not", _gone),
    ("never came (planned", _never_came),
    ("is not stored", _no_answers),
    ("was confirmed in the form and is not stored", _no_answers),
    ("should say “Other words.”", _thread("Other words.")),
    ("should say “None”", _thread(None)),
    ("is not shown as it should be", _not_shown),
]


@pytest.mark.parametrize(("sentence", "damage"), LOST)
def test_a_loss_is_found(sentence: str, damage: Damage) -> None:
    """A message that is gone or never came, an answer that is missing or old, a change that is not shown."""
    report, stored = world()
    damage(report, stored)
    assert any(sentence in found for found in judged(report, stored).lost)


def _twice(report: Report, stored: Stored) -> None:
    again = replace(report.standing[1], ts=f"{NOW + 3:.6f}")
    report.standing.append(again)
    report.posts.append(replace(again, at=NOW + 3))


def _stored_twice(report: Report, stored: Stored) -> None:
    stored.answers = [*stored.answers, answer(id="answer-3")]


def _form_twice(report: Report, stored: Stored) -> None:
    stored.answers = [*stored.answers, Answer(id="answer-3", text="In a form.", mode="confidential")]


def _nobody_said(report: Report, stored: Stored) -> None:
    report.said.thread.clear()


def _nobody_sent(report: Report, stored: Stored) -> None:
    report.said.private.clear()


DUPLICATED: list[tuple[str, Damage]] = [
    ("stands 2 times", _twice),
    ("is stored 2 times", _stored_twice),
    ("“In a form.” is stored 2 times", _form_twice),
    ("nobody said what is stored", _nobody_said),
    ("nobody sent “In a form.”", _nobody_sent),
]


@pytest.mark.parametrize(("sentence", "damage"), DUPLICATED)
def test_a_doubling_is_found(sentence: str, damage: Damage) -> None:
    """A message that stands twice, an answer that is stored twice, and one that nobody gave."""
    report, stored = world()
    damage(report, stored)
    assert any(sentence in found for found in judged(report, stored).duplicated)


def _unplanned(report: Report, stored: Stored) -> None:
    report.standing.append(replace(report.standing[0], mark=None))


def _behind(report: Report, stored: Stored) -> None:
    stored.deliveries[0].ts = f"{NOW + 9:.6f}"


def _trouble(report: Report, stored: Stored) -> None:
    report.said.troubles.append("Ana: the form said something odd")


BROKEN: list[tuple[str, Damage]] = [
    ("unplanned", _unplanned),
    ("too early", _stored(due_at=DUE + timedelta(seconds=2))),
    ("too late", _stored(not_after=DUE - timedelta(seconds=5))),
    ("stands behind", _behind),
    ("the ledger does not know (in_doubt)", _stored(state="in_doubt")),
    ("is said to stand at 1.0", _stored(ts="1.0")),
    ("something odd", _trouble),
]


@pytest.mark.parametrize(("sentence", "damage"), BROKEN)
def test_what_is_broken_is_found(sentence: str, damage: Damage) -> None:
    """What was never planned, came too early, too late or out of order, or stands where the ledger does not say."""
    report, stored = world()
    damage(report, stored)
    found = judged(report, stored)
    assert any(sentence in one for one in found.broken), found
    assert not found.is_good


def test_what_is_no_fault() -> None:
    """Expired is counted and shows nothing, gone on purpose is no loss, a repaired copy is told apart."""
    report, stored = world()
    stored.deliveries[0].state = "expired"
    report.standing.pop(0)
    stored.deliveries = [*stored.deliveries, delivery(3)]
    stored.desired = [
        DesiredState(target="message/delivery-1", version=1, shown_version=0),  # nothing stands that could show it
        DesiredState(target="message/delivery-3", version=1, shown_version=1, utterance=None),
    ]
    report.posts.append(replace(posted(stored.deliveries[1]), at=NOW + 4))
    report.said.thread["C1", "1800000011.000100"] = None
    report.said.unconfirmed.add("Perhaps.")
    verdict = judged(report, stored)
    assert verdict.is_good, verdict
    assert (verdict.expired, verdict.repaired) == (1, 1)


def test_the_storys_time() -> None:
    """A moment is told by the last move before it."""
    story = Story([(100.0, 50.0), (200.0, 1000.0)])
    assert story.at(150).timestamp() == 200
    assert story.at(200).timestamp() == 1200
