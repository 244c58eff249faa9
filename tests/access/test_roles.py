"""The table of roles and acts: complete, read only from the settings, and never wider than the design says."""

from __future__ import annotations

import pytest

from bot.errors import NotAllowed
from bot.roles import ALLOWED, Permission, Role, Roster

ROSTER = Roster(admins={"UADMIN"}, privacy_officers={"UPRIV"})


def test_every_act_is_somebodys() -> None:
    """Each act stands in the table, and none is for nobody."""
    assert set(ALLOWED) == set(Permission)
    assert all(ALLOWED.values())


def test_links_are_the_privacy_officers_alone_to_destroy() -> None:
    """Neither admins nor leaders can take from people what they may still want to change."""
    assert ALLOWED[Permission.DESTROY_LINKS] == {Role.PRIVACY_OFFICER}


@pytest.mark.parametrize(
    ("user", "leads", "roles"),
    [
        ("UANA", False, {Role.MEMBER}),
        ("UANA", True, {Role.MEMBER, Role.LEADER}),
        ("UADMIN", False, {Role.MEMBER, Role.ADMIN}),
        ("UPRIV", False, {Role.MEMBER, Role.PRIVACY_OFFICER}),
    ],
)
def test_roles_come_from_the_settings_and_from_leading_a_team(user: str, leads: bool, roles: set[Role]) -> None:
    """Everybody is a member; no role brings another."""
    assert ROSTER.roles(user, leads=leads) == roles


def test_a_refusal_says_what_was_said_for_it() -> None:
    """Who may not do something is told so in the caller's words, or else in plain ones."""
    ROSTER.require("UADMIN", Permission.RUN_CAMPAIGNS)
    with pytest.raises(NotAllowed, match="Only privacy officers"):
        ROSTER.require("UADMIN", Permission.DESTROY_LINKS, "Only privacy officers may.")
    with pytest.raises(NotAllowed, match="You may not do this"):
        ROSTER.require("UANA", Permission.RUN_CAMPAIGNS)
