"""The sponsor of a campaign: named in its file or chosen in the form, changed by an edit, and gone with a draft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.campaigns.plan_file import load_plan
from bot.campaigns.sponsoring import follow_sponsor
from tests.campaigns.test_wizard import BASICS, filled, finished
from tests.campaigns.world import ADMIN, WORKSPACE, World

FILE = Path(__file__).parents[2] / "content/campaigns/example.yaml"
SPONSOR = "U0SPONSOR"


async def sponsor_of(world: World, campaign_id: str) -> str | None:
    """Who it is."""
    async with world.database.reading() as work:
        return await work.sponsors.of(campaign_id)


@pytest.mark.parametrize(("line", "sponsor"), [("", None), (f"sponsor: {SPONSOR}\n", SPONSOR), ('sponsor: ""\n', "")])
def test_in_a_file(tmp_path: Path, line: str, sponsor: str | None) -> None:
    """A campaign's file names a sponsor, names nobody, or says nothing about it."""
    file = tmp_path / "plan.yaml"
    file.write_text(FILE.read_text(encoding="utf-8") + "\n" + line, encoding="utf-8")
    assert load_plan(file).sponsor == sponsor


async def test_in_the_form(world: World) -> None:
    """What is no person is refused at its field; chosen, it stands in the review, the campaign and its next edit."""
    sketch = await world.wizard.begin(WORKSPACE, ADMIN)
    step = await world.wizard.keep_basics(sketch.id, replace(BASICS, sponsor="everybody"), WORKSPACE, ADMIN)
    assert [problem.field for problem in step.problems] == ["sponsor"]
    sketch = await filled(world, replace(BASICS, sponsor=SPONSOR))
    assert (await world.wizard.review(sketch.id, WORKSPACE, ADMIN)).plan.sponsor == SPONSOR
    draft = await finished(world, sketch, start=False)
    assert await sponsor_of(world, draft) == SPONSOR
    assert (await world.wizard.change(draft, WORKSPACE, ADMIN)).basics.sponsor == SPONSOR
    await world.service.delete(draft, ADMIN, WORKSPACE)
    assert await sponsor_of(world, draft) is None


async def test_an_edit_changes_it_in_words(world: World) -> None:
    """A plan that says nothing changes nothing; another name, and nobody, are told in a sentence, once."""
    made = await finished(world, await filled(world))
    async with world.database.unit_of_work() as work:
        campaign = await work.campaigns.get(made)
        assert campaign is not None
        said = [await follow_sponsor(work, campaign, wanted) for wanted in (None, "", SPONSOR, SPONSOR, None, "")]
    assert [len(changes) for changes in said] == [0, 0, 1, 0, 0, 1]
    assert said[2] == (f"{SPONSOR} is the sponsor, and hears of late promises.",)
