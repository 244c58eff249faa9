"""The table of roles and acts: complete, read only from the settings, and never wider than the design says."""

from __future__ import annotations

import pytest

from bot.errors import NotAllowed
from bot.roles import ALLOWED, Permission, Role, Roster

ROSTER = Roster(admins={"UADMIN"}, facilitators={"UFAC"}, privacy_officers={"UPRIV"})


def test_every_act_is_somebodys() -> None:
    """Each act stands in the table, and none is for nobody."""
    assert set(ALLOWED) == set(Permission)
    assert all(ALLOWED.values())


@pytest.mark.parametrize("act", [Permission.SEARCH_FOR_PERSON, Permission.DESTROY_LINKS, Permission.READ_AUDIT])
def test_what_leads_to_a_person_is_the_privacy_officers_alone(act: Permission) -> None:
    """Neither admins nor leaders nor facilitators can look for a person."""
    assert ALLOWED[act] == {Role.PRIVACY_OFFICER}


def test_quotes_are_released_by_facilitators_alone() -> None:
    """An admin runs campaigns and reads no private text."""
    assert ALLOWED[Permission.RELEASE_QUOTES] == {Role.FACILITATOR}


@pytest.mark.parametrize(
    ("user", "leads", "roles"),
    [
        ("UANA", False, {Role.MEMBER}),
        ("UANA", True, {Role.MEMBER, Role.LEADER}),
        ("UADMIN", False, {Role.MEMBER, Role.ADMIN}),
        ("UFAC", False, {Role.MEMBER, Role.FACILITATOR}),
        ("UPRIV", False, {Role.MEMBER, Role.PRIVACY_OFFICER}),
    ],
)
def test_roles_come_from_the_settings_and_from_leading_a_team(user: str, leads: bool, roles: set[Role]) -> None:
    """Everybody is a member; no role brings another."""
    assert ROSTER.roles(user, leads=leads) == roles


def test_a_refusal_says_what_was_said_for_it() -> None:
    """Who may not do something is told so in the caller's words, or else in plain ones."""
    ROSTER.require("UADMIN", Permission.RUN_CAMPAIGNS)
    with pytest.raises(NotAllowed, match="Only facilitators"):
        ROSTER.require("UADMIN", Permission.RELEASE_QUOTES, "Only facilitators release quotes.")
    with pytest.raises(NotAllowed, match="You may not do this"):
        ROSTER.require("UANA", Permission.RUN_CAMPAIGNS)
