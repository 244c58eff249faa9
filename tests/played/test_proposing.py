"""A facilitator corrects a theme and proposes a new one, in Slack; whoever keeps the pack reads it on the server."""

from __future__ import annotations

import yaml

from tests.played.processes import environment, waymark
from tests.played.reading import said
from tests.played.stage import Stage
from tests.played.test_themes import taps_theme


async def test_a_correction_and_a_proposal(housing: Stage) -> None:
    """After the last call a theme is corrected before it counts; the proposal comes out as a pack would hold it."""
    amina, ben, carys, grace, martin = housing.people("amina", "ben", "carys", "grace", "martin")
    for person in (amina, ben, carys):
        await person.replies("We only ask those who come to the hall.")
        await taps_theme(person, "Hearing what matters to people")
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_themes")
    assert "There is nothing to look at just now." in said(page)
    await grace.leaves()
    await housing.until("last_call")
    await grace.looks_at_home()
    page = await grace.opens_from_home("open_themes")
    assert said(page).count("We only ask those who come to the hall.") == 3
    assert all(person.mention not in said(page) for person in (amina, ben, carys))
    while lists := [
        (block["block_id"], element)
        for block in page.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == "theme_correct" and "hearing" in element["initial_option"]["value"]
    ]:
        place, chosen = lists[0]
        other = next(one["value"] for one in chosen["options"] if one["value"].endswith("missing-voices"))
        await grace.hands.click_view(page.id, "theme_correct", block_id=place, selected=other)
        await housing.settles()
        shown = grace.hands.modal()
        assert shown is not None
        page = shown
    assert "Corrected." in said(page)
    await grace.taps_in(page, "propose_theme")
    form = grace.hands.modal()
    assert form is not None
    title = "Residents at the heart (Better repairs)"
    result = await grace.sends(form, theme_area=title, theme_title="Only those who come", theme_about="Who is asked.")
    assert "The theme is proposed." in said(result.view)
    await grace.leaves()
    await housing.until("digest")
    assert "Voices we do not hear: 3 or more people" in martin.reads_digest()
    assert "Hearing what matters" not in martin.reads_digest()
    assert "corrected what an answer is about" in said(await amina.commands_form("my-data"))

    ended = await waymark(environment(housing.settings), "content", "themes", "Better repairs")
    assert (ended.code, ended.err) == (0, "")
    assert "content/packs/innovation-framework/en/areas/residents.yaml" in ended.out
    assert yaml.safe_load(ended.out)["themes"] == [
        {"key": "residents.only-those-who-come", "title": "Only those who come", "description": "Who is asked."}
    ]
