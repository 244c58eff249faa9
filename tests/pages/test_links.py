"""Links and visits: for one person, campaign and purpose, for a short while by wire time, and nobody else makes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.clock import AdjustableClock
from bot.errors import AskAgain
from bot.pages.links import LINK_LIFE, VISIT_LIFE, LinkOver, LinkRefused, Links, Pass, Purpose, VisitOver
from bot.storage.identity import Identities

NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)
HOLDER = Pass("T1", "UMARTIN", "campaign-1")
KEY = Identities("a master key that is long enough").link_key()


def links(at: datetime = NOW, key: bytes = KEY) -> Links:
    """Links at a moment of the wire."""
    return Links(key, AdjustableClock(frozen_at=at))


def test_a_link_says_who_may_read_what() -> None:
    """What was put in comes out: person, workspace, campaign and purpose."""
    assert links().read_link(links().link(HOLDER), Purpose.PAGE) == HOLDER
    assert links().read_visit(links().visit(HOLDER), Purpose.PAGE) == HOLDER


@pytest.mark.parametrize(("seconds", "good"), [(LINK_LIFE, True), (LINK_LIFE + 1, False), (-4, True), (-60, False)])
def test_a_link_lives_for_ten_minutes_of_wire_time(seconds: int, good: bool) -> None:
    """It works to the last second, not after it, and not for a clock that is far behind the one that made it."""
    token = links().link(HOLDER)
    later = links(NOW + timedelta(seconds=seconds))
    if good:
        assert later.read_link(token, Purpose.PAGE) == HOLDER
    else:
        with pytest.raises(AskAgain):
            later.read_link(token, Purpose.PAGE)


def test_an_old_link_says_so_and_a_forged_one_does_not() -> None:
    """Whoever was given a link hears that it is over; whoever made one up hears what any stranger hears."""
    token = links().link(HOLDER)
    with pytest.raises(LinkOver):
        links(NOW + timedelta(hours=1)).read_link(token, Purpose.PAGE)
    with pytest.raises(LinkRefused):
        links(NOW + timedelta(hours=1)).read_link(token + "x", Purpose.PAGE)


def test_a_visit_lives_for_an_hour() -> None:
    """After that the browser's cookie opens nothing, even if the browser keeps it."""
    token = links().visit(HOLDER)
    assert links(NOW + timedelta(seconds=VISIT_LIFE)).read_visit(token, Purpose.PAGE) == HOLDER
    with pytest.raises(VisitOver):
        links(NOW + timedelta(seconds=VISIT_LIFE + 1)).read_visit(token, Purpose.PAGE)


def test_a_link_is_no_visit_and_a_visit_no_link() -> None:
    """Neither can be used in the other's place: a link that was overseen is over after ten minutes, not an hour."""
    with pytest.raises(VisitOver):
        links().read_visit(links().link(HOLDER), Purpose.PAGE)
    with pytest.raises(LinkRefused):
        links().read_link(links().visit(HOLDER), Purpose.PAGE)


def test_a_link_for_one_thing_opens_no_other() -> None:
    """What was given for the page does not open the report, nor the other way round, as a link or as a visit."""
    other = replace(HOLDER, purpose=Purpose.REPORT)
    for holder, asked in ((HOLDER, Purpose.REPORT), (other, Purpose.PAGE)):
        with pytest.raises(LinkRefused):
            links().read_link(links().link(holder), asked)
        with pytest.raises(VisitOver):
            links().read_visit(links().visit(holder), asked)


def test_a_form_belongs_to_its_visit() -> None:
    """The key in a form fits the visit whose page it stands on, and no other; a key that was made up fits none."""
    mine, other = links().visit(HOLDER), links().visit(replace(HOLDER, user="UOTHER"))
    assert links().is_form_of(mine, links().form_key(mine))
    assert not links().is_form_of(mine, links().form_key(other))
    assert not any(links().is_form_of(mine, key) for key in ("", "x", "ÿ", mine, links().link(HOLDER)))


def test_another_installation_makes_no_link_here() -> None:
    """A link made with another master key is refused, and the key that signs is not the one that makes codes."""
    other = Identities("another master key, long enough").link_key()
    with pytest.raises(LinkRefused):
        links().read_link(links(key=other).link(HOLDER), Purpose.PAGE)
    assert other != KEY
    assert b"a master key" not in KEY


@given(place=some.integers(0, 10_000), letter=some.sampled_from("abcXYZ019-_."))
def test_no_letter_of_a_link_can_be_changed(place: int, letter: str) -> None:
    """Whatever letter is put in whatever place, the link opens its own page or none."""
    token = links().link(HOLDER)
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    try:
        assert links().read_link(changed, Purpose.PAGE) == HOLDER
    except AskAgain:
        assert changed != token


@pytest.mark.parametrize("junk", ["", ".", "a.b.c", "eyJ", "ÿ" * 20, "W10.abc.def"])
def test_junk_is_refused(junk: str) -> None:
    """What is no link at all is refused in the same words."""
    with pytest.raises(LinkRefused):
        links().read_link(junk, Purpose.PAGE)
