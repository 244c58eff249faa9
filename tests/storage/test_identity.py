"""Codes stand for people: the same for the same person, different for everything else, useless without the keys."""

from __future__ import annotations

import re
from dataclasses import astuple, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsProblem
from bot.ids import Codes
from bot.storage.identity import Identities

MASTER = "a-master-key-of-some-length-1234567890"
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)


@given(NAMES, NAMES)
def test_a_code_is_stable_and_opaque(workspace: str, user: str) -> None:
    """The same person has the same code in one campaign, on any machine with the key, and it is plain hex."""
    salt = Identities(MASTER).new_salt()
    codes = Identities(MASTER).codes(salt, workspace, user)
    assert codes == Identities(MASTER).codes(salt, workspace, user)
    assert all(re.fullmatch(r"[0-9a-f]{64}", code) for code in astuple(codes))


def test_no_code_of_a_person_leads_to_another() -> None:
    """Each kind of row has a code of its own, so that a reaction that all can see gives no answer away."""
    codes = astuple(Identities(MASTER).codes("salt", "T1", "UANA"))
    assert len(set(codes)) == len(codes)


@given(st.sets(st.tuples(NAMES, NAMES), min_size=2, max_size=20))
def test_no_two_people_share_a_code(people: set[tuple[str, str]]) -> None:
    """Different people, and the same user id in different workspaces, have different codes."""
    identities = Identities(MASTER)
    codes = [code for person in people for code in astuple(identities.codes("salt", *person))]
    assert len(set(codes)) == len(codes) == len(fields(Codes)) * len(people)


def test_a_code_does_not_follow_a_person_to_another_campaign() -> None:
    """Each salt gives a person another code, so that campaigns cannot be joined."""
    identities = Identities(MASTER)
    salts = [identities.new_salt() for _ in range(50)]
    assert len({identities.codes(salt, "T1", "UANA").answers for salt in salts}) == len(set(salts)) == 50


def test_the_salt_alone_finds_nobody() -> None:
    """With another master key the same salt gives another code."""
    assert Identities(MASTER).codes("s", "T1", "U1") != Identities(MASTER + "!").codes("s", "T1", "U1")


def test_the_codes_never_change() -> None:
    """A known key, salt and person give the code they gave in the first release: changing it would lose everybody."""
    assert Identities(MASTER).codes("salt", "T1", "UANA").answers == KNOWN


KNOWN = "56f6cb04c7d5a328008d6c47ad618a17a30be90be2043bd62332157d36d3cf19"


@pytest.mark.parametrize("key", ["", "short"])
def test_a_weak_master_key_is_refused(key: str) -> None:
    """A missing or short master key is refused with a sentence that names the setting and how to make one."""
    with pytest.raises(SettingsProblem, match=r"WAYMARK_MASTER_KEY.*token_urlsafe"):
        Identities(key)
