"""What leaders read and do: figures that are true, silence where there are too few, and an offer to talk."""

from __future__ import annotations

from tests.played.conftest import Setting
from tests.played.reading import alone, said
from tests.played.stage import HOUSING, NURSES, Cast, Stage


async def test_figures_are_what_people_did(housing: Stage) -> None:
    """The digest's figures are those that stood at the close: changed, taken back and late ratings are left out."""
    amina, ben, carys, dev, efa, tom, martin = housing.people("amina", "ben", "carys", "dev", "efa", "tom", "martin")
    prompt = housing.prompt().ts
    await amina.rates(now=5, needed=5)
    await amina.rates(now=1)
    await ben.rates(now=2, needed=4)
    await carys.answers_privately("By phone.", now=2, needed=5)
    await dev.reacts(prompt, "five")
    await dev.takes_back(prompt, "five")
    await martin.rates(now=5, needed=1)
    await housing.week_closes()
    await efa.reacts(prompt, "five")
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "People rate this 1.7 of 5, and want 4.7: a gap of 3.0." in digest
    assert "3 to 9 people" in digest
    assert martin.got(action="offer_talk").text.count("a gap of 3.0") == 1
    assert "Your own view: now 5, needed 1." in digest
    assert all("digest" not in said(message).lower() for message in tom.hands.inbox())


async def test_too_few_for_figures(housing: Stage) -> None:
    """Under the threshold there are no figures and a sentence says so; names, a talk and an agenda still help."""
    amina, ben, martin = housing.people("amina", "ben", "martin")
    await amina.replies("Ask at the door.")
    await ben.answers_privately("My manager says no each time.", now=1, needed=5)
    await ben.asks_leaders("Why was the depot closed?")
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "No figures this week." in digest
    assert "Too few people took part" in digest
    assert "needed 5" not in digest
    assert "Ask at the door." in digest
    assert "manager" not in digest
    assert "depot" not in digest
    assert "Questions asked in confidence are passed on once enough people" in digest
    assert "Thirty minutes, face to face" in digest
    assert "recorded" in await martin.offers_talk()


async def test_nobody_took_part(housing: Stage) -> None:
    """A silent week is not played back, still closes, and its digest still helps."""
    (martin,) = housing.people("martin")
    await housing.until("digest")
    assert "No figures this week." in martin.reads_digest()
    assert "Thirty minutes, face to face" in martin.reads_digest()
    assert all("What we have heard so far" not in said(message) for message in housing.in_channel())
    await housing.until("told_back")
    assert "Nobody has offered a talk yet" in said(housing.announcement("What happened with"))


async def test_two_teams_and_two_leaders(on_stage: Setting) -> None:
    """A leader of two teams reads both in one digest, another reads only hers, and each talk is told to its team."""
    async with on_stage(teams=(HOUSING, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        amina, ben, carys, gwen, martin, nia = stage.people("amina", "ben", "carys", "gwen", "martin", "nia")
        for person in (amina, ben, carys):
            await person.rates(now=2, needed=4, team="housing")
        await gwen.replies("Handovers eat the morning.", team="nurses")
        await stage.until("digest")
        both, nurses = martin.reads_digest(), nia.reads_digest()
        assert "Housing repairs: 3 to 9 people" in both
        assert "Community nurses" in both
        assert "Handovers eat the morning" in both
        assert "Housing" not in nurses
        assert "No figures this week." in nurses
        assert "recorded" in await martin.offers_talk("Community nurses")
        assert "recorded" in await nia.offers_talk()
        told = [said(m) for m in stage.in_channel("nurses") if "would like to talk" in said(m)]
        assert [martin.mention in told[0], nia.mention in told[1]] == [True, True]
        assert all("would like to talk" not in said(m) for m in stage.in_channel("housing"))
        assert "recorded" in await martin.offers_talk("Housing repairs")


async def test_a_leader_outside_the_channel_reads_no_names(on_stage: Setting) -> None:
    """A leader who is not in the team's channel gets figures, but not what people wrote there under their names."""
    team = Cast("depot", HOUSING.staff, name="Depot")
    async with on_stage(teams=(team,)) as stage:
        amina, ben, carys, martin = stage.people("amina", "ben", "carys", "martin")
        await martin.hands.leave(stage.channel())
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        await amina.replies("The van is late each morning.")
        await ben.rates(now=2, needed=4)
        await carys.rates(now=2, needed=4)
        await stage.until("digest")
        digest = martin.reads_digest()
        assert "3 to 9 people" in digest
        assert "van is late" not in digest + alone(martin.got(action="offer_talk"))
        assert "You are not in the channel of Depot" in digest


async def test_what_is_withdrawn_after_the_close_leaves_the_digest(housing: Stage) -> None:
    """Words that their author deletes between the close and the digest are not in it; the figures stay."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    ts = await amina.replies("The depot manager never answers.")
    other = await ben.replies("Ask on the phone.")
    await carys.rates(now=2, needed=4)
    await housing.week_closes()
    await amina.deletes(ts)
    await ben.edits(other, "Ask on the phone, twice.")
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "never answers" not in digest
    assert "Ask on the phone, twice." in digest
    assert "3 to 9 people" in digest


async def test_an_offer_from_a_digest_whose_words_have_gone(housing: Stage) -> None:
    """After its time a digest's message is kept without words: an offer is still told, and writes none into it."""
    (martin,) = housing.people("martin")
    await housing.until("digest")
    async with housing.parts.core.database.unit_of_work() as work:
        (sent,) = [row for row in await work.deliveries.all() if row.utterance == "digest/leader"]
        sent.facts = {}
        await work.commit()
    await martin.offers_talk()
    async with housing.parts.core.database.reading() as work:
        rows = {row.utterance: row.facts for row in await work.deliveries.all()}
    assert rows["digest/leader"] == {}
    assert rows["talk/offered"]["leader"] == martin.id
