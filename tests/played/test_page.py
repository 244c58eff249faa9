"""A leader opens their page from Slack: a link made at that tap, a visit that ends, and figures that are true."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.errors import there
from sandbox.errors import PersonError
from tests.played.people import Player
from tests.played.reading import said
from tests.played.stage import Stage

BROWSER = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1"}


def link_in(words: str, to: str = "page") -> str:
    """The address in a message."""
    return str(re.findall(rf"https?://[^|>\s]+/{to}/open[^|>\s]*", words)[0])


async def asks_for_link(person: Player) -> str:
    """Tap the button under the newest digest, and give the address that is shown."""
    digest = person.got(action="offer_talk")
    before = {message.ts for message in person.hands.messages(digest.channel)}
    await person.taps(digest, "open_page")
    told = [message for message in person.hands.messages(digest.channel) if message.ts not in before]
    assert [message.ephemeral_to for message in told] == [person.id]
    return link_in(said(told[0]))


async def opened(link: str) -> httpx.Response:
    """Open a link as a browser does, and read the page that it leads to."""
    async with httpx.AsyncClient(headers=BROWSER, follow_redirects=True) as browser:
        return await browser.get(link)


async def test_a_leader_reads_figures_on_their_page(housing: Stage) -> None:
    """From the digest a tap leads to a page with a clean address, and what it says is what people did."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    await amina.rates(now=1, needed=5)
    await ben.rates(now=2, needed=4)
    await carys.answers_privately("By phone.", now=2, needed=5)
    await ben.asks_leaders("Why was the depot closed?")
    await housing.until("digest")
    page = await opened(await asks_for_link(martin))
    assert page.status_code == 200
    assert str(page.url) == f"{housing.settings.base_url}/page/"
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "now 1.7, needed 4.7, a gap of 3.0." in text
    assert "Housing repairs 1.7 4.7 3.0 3 to 9 people heard" in text
    assert "“Why was the depot closed?”" in text
    assert "No answer yet: one is due by" in text


async def asked(link: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask for a link and follow nothing."""
    async with httpx.AsyncClient() as http:
        return await http.request(method, link, headers=headers)


async def test_the_doors_of_the_page(housing: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """What only looks is given nothing, a visit is bound to its browser, and what is not theirs opens for nobody."""
    caplog.set_level("INFO")
    amina, martin = housing.people("amina", "martin")
    await amina.rates(now=1, needed=5)
    await housing.until("digest")
    link = await asks_for_link(martin)
    base, token = housing.settings.base_url, link.partition("link=")[2]

    for method, headers in (("HEAD", BROWSER), ("GET", {}), ("GET", {**BROWSER, "sec-purpose": "prefetch"})):
        looked = await asked(link, method, **headers)
        assert (looked.status_code, "set-cookie" in looked.headers) == (200, False)
        assert "Housing repairs" not in looked.text

    came = await asked(link, **BROWSER)
    assert (came.status_code, came.headers["location"]) == (303, "./")
    kept, *kinds = came.headers["set-cookie"].split("; ")
    assert {kind.lower() for kind in kinds} == {"httponly", "max-age=3600", "path=/page", "samesite=lax"}
    assert token not in kept

    by_form = await asked(f"{base}/page/open", "POST")
    assert by_form.status_code == 403
    async with httpx.AsyncClient() as http:
        by_form = await http.post(f"{base}/page/open", data={"link": token})
        assert by_form.status_code == 303
        assert (await http.get(f"{base}/page/")).status_code == 200
        assert (await http.get(f"{base}/page/?by=team&by=organisation")).status_code == 400
        assert (await http.get(f"{base}/page/?by=person")).status_code == 400

    refused = [await asked(f"{base}/page/open?link={forged}", **BROWSER) for forged in ("", token[:-3], token + "x")]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.text for answer in refused}) == 1
    stranger = await asked(f"{base}/page/")
    assert (stranger.status_code, "in Slack" in stranger.text) == (401, True)

    (digest,) = [row for row in await housing.deliveries() if row.utterance == "digest/leader"]
    for about in (f"digest/{digest.facts['digest_id']}", f"campaign/{housing.campaign_id}", "campaign/none", "", "x"):
        await amina.forges(housing.prompt(), "open_page", about)
    told = [said(message) for message in amina.hands.ephemerals(housing.channel())]
    assert len(told) >= 5
    assert not any("/page/open" in words for words in told)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert not any(token in line for line in ours)


async def test_who_leads_no_more_reads_no_more(housing: Stage) -> None:
    """A link and a visit say who was given them; somebody who leads nothing there any more is shown nothing."""
    (martin,) = housing.people("martin")
    await martin.looks_at_home()
    view = await martin.opens_from_home("open_page")
    link = link_in(said(view))
    async with httpx.AsyncClient(headers=BROWSER, follow_redirects=True) as browser:
        page = await browser.get(link)
        assert (page.status_code, "Nothing to show yet." in page.text) == (200, True)
        async with housing.parts.core.database.unit_of_work() as work:
            (team,) = await work.teams.of_campaign(housing.campaign_id)
            team.leaders = []
            await work.commit()
        assert (await browser.get(f"{housing.settings.base_url}/page/")).status_code == 403
        assert (await browser.get(link)).status_code == 403


async def test_without_an_address_the_button_says_who_can_set_one(housing: Stage) -> None:
    """Where nobody has set where pages are, the button says in words who can; no link is made."""
    (martin,) = housing.people("martin")
    housing.parts.pages.address = ""
    await martin.looks_at_home()
    words = said(await martin.opens_from_home("open_page"))
    assert "WAYMARK_BASE_URL" in words
    assert "http" not in words


async def test_the_report_of_a_campaign_that_is_over(housing: Stage) -> None:
    """Home offers the report once the campaign is over; its link opens the report, which says that it is the end."""
    (martin,) = housing.people("martin")
    await housing.until("digest")
    await martin.looks_at_home()
    with pytest.raises(PersonError):
        await martin.opens_from_home("open_report")
    async with housing.parts.core.database.unit_of_work() as work:
        campaign = there(await work.campaigns.get(housing.campaign_id))
        campaign.state = "finished"
        await work.commit()
    await martin.looks_at_home()
    report = await opened(link_in(said(await martin.opens_from_home("open_report")), "report"))
    assert str(report.url) == f"{housing.settings.base_url}/report/"
    assert "The campaign has ended." in report.text
    assert "No figures, so that nobody in a small group stands out." in report.text
