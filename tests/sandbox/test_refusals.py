"""The table of methods and errors: page, code and tried cases are the same set, and each case is refused so."""

from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.api.document import written
from sandbox.api.table import GENERAL_ERRORS, METHODS
from tests.sandbox import refusals_chat, refusals_places, refusals_views
from tests.sandbox.stage import REFUSALS, Stage

FAMILIES = (refusals_chat, refusals_places, refusals_views)
PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


@pytest.fixture
async def stage(world):
    """A workspace with one of everything."""
    w = world.workspace
    outsider = w.add_user("cai", "Cai Price").id
    archived = w.add_channel("archived", [world.ana.id])
    archived.is_archived = True
    root = await world.ana.post(world.team, "root")
    own = await world.client.chat_postMessage(channel=world.team, text="mine", thread_ts=root)
    w.limits._buckets.clear()
    return Stage(
        workspace=w,
        client=world.client,
        ana=world.ana.id,
        outsider=outsider,
        team=world.team,
        other=w.add_channel("other", [world.ana.id], with_bot=False).id,
        hidden=w.add_channel("hidden", [world.ana.id], private=True, with_bot=False).id,
        archived=archived.id,
        root=root,
        reply=own["ts"],
        own=own["ts"],
    )


def test_the_table_is_what_is_tried():
    """Every method and error of the table has a case that tries it, and no case tries what the table does not name."""
    table = {(method.name, error) for method in METHODS.values() for error in method.errors}
    assert set(REFUSALS) == table | {("any", error) for error in GENERAL_ERRORS}


def test_the_page_shows_the_table():
    """docs/sandbox.md holds the table as `python -m sandbox.api.document docs/sandbox.md` writes it."""
    page = PAGE.read_text()
    assert page == written(page)


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing:UserWarning")
@pytest.mark.filterwarnings("ignore:Additionally, the attachment-level:UserWarning")
@pytest.mark.parametrize(("method", "error"), sorted(REFUSALS), ids=lambda value: value)
async def test_refused(stage, method, error):
    """The sandbox refuses the case with exactly this error, through slack_sdk."""
    with pytest.raises(SlackApiError) as refused:
        await REFUSALS[method, error](stage)
    assert refused.value.response["error"] == error


@pytest.mark.parametrize("method", [method for method in METHODS.values() if method.scopes], ids=lambda m: m.name)
async def test_scopes_are_needed(stage, method):
    """Without any scope every method that needs one says which one is missing."""
    stage.workspace.app.scopes = frozenset()
    with pytest.raises(SlackApiError) as refused:
        await stage.client.api_call(method.name, params={"channel": stage.team})
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] in method.scopes


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        (lambda s: s.client.conversations_list(), "channels:read"),
        (lambda s: s.client.conversations_list(types="im"), "im:read"),
        (lambda s: s.client.conversations_info(channel=s.team), "channels:read"),
        (lambda s: s.client.conversations_history(channel=s.team), "channels:history"),
        (lambda s: s.client.conversations_replies(channel=s.team, ts=s.root), "channels:history"),
        (lambda s: s.client.conversations_open(users=[s.ana]), "im:write"),
        (lambda s: s.client.conversations_invite(channel=s.team, users=[s.outsider]), "channels:manage"),
        (lambda s: s.client.users_conversations(types="private_channel"), "groups:read"),
    ],
)
async def test_scopes_follow_the_kind_of_conversation(stage, call, needed):
    """Reading needs the scope of that kind of conversation."""
    stage.workspace.app.scopes = frozenset({"chat:write"})
    with pytest.raises(SlackApiError) as refused:
        await call(stage)
    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", needed)
    assert refused.value.response["provided"] == "chat:write"
