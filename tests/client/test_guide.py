"""The guided path: it shows what to do next, sees what was done, and never stands in the way."""

from __future__ import annotations

import httpx
import pytest

from sandbox.client.guide import Idea, Over
from tests.client.conftest import World
from tests.client.test_pages import act, panes


async def guide(http: httpx.AsyncClient, path: str) -> str:
    """The bar of the guided path, as a refresh asks for it."""
    return (await panes(http, path))["guide"]


async def test_a_first_visit_is_welcomed(guided: httpx.AsyncClient, world: World) -> None:
    """Who comes for the first time reads what this is and may begin or choose; a cookie of an earlier story changes

    nothing, and later the way leads back to the chat."""
    guided.cookies.set("acting", world.ben.id)
    page = (await guided.get("/")).text
    assert "This is a coach. Live through a week of it." in page
    assert "You are Ana. Say hello." in page
    assert "Director of housing" in page
    begun = await guided.post("/guide/begin")
    assert begun.headers["location"] == world.team_path
    await guided.get(world.team_path)
    assert (await guided.get("/")).headers["location"] == world.ana_home
    assert "You are Ana. Say hello." not in (await guided.get("/people")).text


async def test_whoever_looks_around_alone_meets_no_guide(guided: httpx.AsyncClient, world: World) -> None:
    """Without beginning it there is no bar, and the menu offers to show it."""
    parts = await panes(guided, world.team_path)
    assert parts["guide"].strip() == ""
    assert 'data-act="show"' in parts["sidebar"]
    await guided.post("/guide/show")
    parts = await panes(guided, world.team_path)
    assert "Say hello" in parts["guide"]
    assert 'data-act="hide"' in parts["sidebar"]


async def test_steps_end_when_they_are_done(guided: httpx.AsyncClient, world: World) -> None:
    """A step lights up what it speaks of; doing it, however, moves on, and so to the end."""
    await guided.post("/guide/begin")
    bar = await guide(guided, world.team_path)
    assert "Step 1 of 2" in bar
    assert 'data-light=".composer textarea"' in bar
    await act(guided, world, "write", channel=world.team.id, text="Hello")
    bar = await guide(guided, world.team_path)
    assert "Step 2 of 2" in bar
    assert "Be Ben Rees" in bar
    assert 'data-light=""' in bar
    await guided.get(f"/as/{world.ben.id}/in/{world.team.id}")
    bar = await guide(guided, f"/as/{world.ben.id}/in/{world.team.id}")
    assert "Step" not in bar
    assert 'href="/try"' in bar


async def test_the_end_of_the_path_is_told_to_whom_it_concerns(guided: httpx.AsyncClient, world: World) -> None:
    """Only the person of the last step reads that the path has ended, however often their page is drawn."""
    await guided.post("/guide/begin")
    world.path.looked = True
    bens = f"/as/{world.ben.id}/in/{world.team.id}"
    assert (await guide(guided, world.team_path)).strip() == ""
    assert ["Now try something else." in await guide(guided, bens) for _ in range(2)] == [True, True]
    assert (await guide(guided, world.team_path)).strip() == ""
    assert "Now try something else." in await guide(guided, bens)


@pytest.mark.parametrize("how", ["the clock moves", "they go elsewhere", "they look what to try", "they close it"])
async def test_the_end_of_the_path_goes_when_it_was_read(guided: httpx.AsyncClient, world: World, how: str) -> None:
    """The note is gone with the next step, wherever it was read, and comes again only when somebody asks for it."""
    await guided.post("/guide/begin")
    world.path.looked = True
    bens = f"/as/{world.ben.id}/in/{world.team.id}"
    assert "Now try something else." in await guide(guided, bens)
    match how:
        case "the clock moves":
            await guided.post("/story/next")
        case "they go elsewhere":
            await guided.get(f"/as/{world.ben.id}/app/messages")
        case "they look what to try":
            await guided.get("/try")
        case _:
            await guided.post("/guide/hide")
    assert (await guide(guided, bens)).strip() == ""
    await guided.post("/guide/show")
    assert "Now try something else." in await guide(guided, world.team_path)


async def test_steps_can_be_skipped_and_taken_up_again(guided: httpx.AsyncClient, world: World) -> None:
    """Skipping goes on at once, hiding takes the bar away, and both can be undone."""
    await guided.post("/guide/begin")
    await guided.post("/guide/skip", data={"step": "write"})
    assert "Step 2 of 2" in await guide(guided, world.team_path)
    await guided.post("/guide/hide")
    assert (await guide(guided, world.team_path)).strip() == ""
    await guided.post("/guide/show")
    assert "Step 2 of 2" in await guide(guided, world.team_path)
    await guided.post("/guide/again")
    assert "Step 1 of 2" in await guide(guided, world.team_path)
    assert (await guided.post("/guide/dance")).status_code == 404


async def test_nobody_has_to_go_back(guided: httpx.AsyncClient, world: World) -> None:
    """When a later step is done, the ones before it are passed over."""
    await guided.post("/guide/begin")
    world.path.looked = True
    bar = await guide(guided, f"/as/{world.ben.id}/in/{world.team.id}")
    assert "Now try something else." in bar
    assert 'class="skipped"' in bar


async def test_steps_that_were_passed_are_named(guided: httpx.AsyncClient, world: World) -> None:
    """Going past a step undone is said, and one that was skipped on purpose is not said to be passed."""
    await guided.post("/guide/begin")
    assert "went past" not in await guide(guided, world.team_path)
    world.path.third = True
    world.path.looked = True
    assert "The story went past: Say hello." in await guide(guided, world.team_path)
    await guided.post("/guide/skip", data={"step": "write"})
    assert "went past" not in await guide(guided, world.team_path)


async def test_the_end_of_the_story_is_told_with_ways_on(guided: httpx.AsyncClient, world: World) -> None:
    """Whether or not somebody is guided, the end is said with whom to be next; closed it stays under what to try."""
    assert (await guide(guided, world.team_path)).strip() == ""
    way = Idea("Be Ben and plan more", "On his Home.", world.ben.id, "app/home")
    world.path.ended = Over("All weeks are over", "Go on from here.", (way,))
    told = await guide(guided, world.team_path)
    assert "All weeks are over" in told
    assert f'href="/as/{world.ben.id}/app/home"' in told
    assert 'href="/behind"' in told
    assert 'data-do="reset"' in told
    await guided.post("/guide/close")
    assert (await guide(guided, world.team_path)).strip() == ""
    await guided.get(world.team_path)  # the page beside the chat knows who one was by a cookie
    assert "Be Ben and plan more" in (await guided.get("/try")).text
    world.path.ended = None
    await guide(guided, world.team_path)
    world.path.ended = Over("Over again", "Once more.", (way,))
    assert "Over again" in await guide(guided, world.team_path)


async def test_somewhere_else_the_way_is_shown(guided: httpx.AsyncClient, world: World) -> None:
    """On another page the bar leads to where the step is, and lights up nothing there."""
    await guided.post("/guide/begin")
    bar = await guide(guided, f"{world.ana_home}/app/messages")
    assert "Take me there" in bar
    assert f'href="{world.team_path}"' in bar
    assert 'data-light=""' in bar
    assert "Be Ana Jones" in await guide(guided, f"/as/{world.ben.id}/in/{world.team.id}")


async def test_what_to_try_next(guided: httpx.AsyncClient, world: World) -> None:
    """Suggestions stand by role with whom to be and where, and what was tried is marked."""
    page = (await guided.get("/try")).text
    assert "The others go on without you." in page
    assert "As a member" in page
    assert "As Ana Jones" in page
    assert f'href="{world.team_path}"' in page
    assert "Tried" not in page
    await act(guided, world, "write", channel=world.team.id, text="Hello")
    assert "Tried" in (await guided.get("/try")).text


async def test_another_site_cannot_move_the_guide(guided: httpx.AsyncClient) -> None:
    """A post without this page's origin changes nothing."""
    assert (await guided.post("/guide/begin", headers={"origin": "https://evil.example"})).status_code == 403


async def test_without_a_guide_there_is_none(http: httpx.AsyncClient, world: World) -> None:
    """A sandbox that nobody leads through has no bar, no suggestions and no welcome."""
    assert (await panes(http, world.team_path))["guide"].strip() == ""
    assert "What to try" not in (await http.get(world.team_path)).text
    assert (await http.get("/try")).status_code == 404
    assert "Choose whom you would like to be" in (await http.get("/people")).text
