"""A whole campaign to its review week, by hand: what its question, its digest and the report say of week 5."""

from __future__ import annotations

import re

import pytest

from tests.played.reading import said
from tests.played.stage import Stage
from tests.played.test_page_truth import reads_report, visits, words
from tests.support.framework import FRAMEWORK, WEEKS

AGAIN = "This is the same question as in week 5, so that the two can be compared."
LATER = "Once it has closed, the two stand here side by side."


@pytest.mark.timeout(240)
async def test_the_last_week_asks_again_and_the_report_has_then_and_now(housing: Stage) -> None:
    """Week 5 and week 8 are rated by six; the question says it is the same, digest and report set the two together."""
    martin, staff = housing.person("martin"), housing.people("amina", "ben", "carys", "dev", "efa", "tom")
    culture = FRAMEWORK.area("culture")
    for week in range(1, WEEKS + 1):
        if week in {culture.number, WEEKS}:
            for person in staff:
                await person.rates(now=2 if week < WEEKS else 4, needed=5)
            asked = said(housing.prompt())
            assert f"Week {week} of {WEEKS}" in asked
            assert culture.headline in asked
            assert (AGAIN in asked) == (week == WEEKS)
        if week == WEEKS:
            async with visits(martin) as browser:
                assert LATER in words(await reads_report(browser, housing, martin.id))
        await housing.until("digest")
        if week < WEEKS:
            await housing.week_opens()
    digest = martin.reads_digest()
    (then, now) = [(await housing.round(week)).figures["ratings"]["gap"] for week in (culture.number, WEEKS)]  # type: ignore[index]
    assert f"at the start, in week 5, a gap of {then}; now {now}." in digest
    assert f"This was the last of {WEEKS} weeks." in digest
    async with visits(martin) as browser:
        html = await reads_report(browser, housing, martin.id)
        file = (await browser.get("/page/figures.csv?by=team")).text
    report = words(re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
    assert LATER not in report
    assert report.count("Then and now") == 3, "one for each breakdown"
    assert report.count(f"The gap is smaller by {round(then - now, 1)}.") == 3
    assert f",{then},{round(now - then, 1)},,," in file
