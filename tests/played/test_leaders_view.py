"""A leader says how they see it before they read what their team said; then the digest shows both, to them alone."""

from __future__ import annotations

from tests.played.conftest import Setting
from tests.played.reading import said
from tests.played.stage import HOUSING, NURSES, Cast, Stage


async def test_a_leader_rates_and_then_reads_both(housing: Stage) -> None:
    """The coach asks when the week opens; the digest has the numbers of the leader's taps beside those of staff."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    asked = martin.got(action="lead:now:4")
    assert "How do you see it?" in said(asked)
    assert "Staff never see how leaders rate." in said(asked)
    await martin.taps(asked, "lead:now:5")
    await martin.taps(asked, "lead:now:4")
    await martin.taps(asked, "lead:needed:5")
    for person in (amina, ben, carys):
        await person.rates(now=2, needed=5)
    await housing.until("digest")
    assert "People rate this 2.3 of 5, and want 4.7" in martin.reads_digest()
    assert "Your own view: now 4, needed 5. Only leaders read this." in martin.reads_digest()
    assert "Your own view" in martin.got(action="offer_talk").text
    asked = martin.got(words="How did you see it?")
    assert "lead:now:4" not in str(asked.blocks)
    await housing.until("told_back")
    for person in (amina, ben, carys):
        assert all("lead:" not in str(m.blocks) and "own view" not in said(m) for m in person.hands.inbox())
    assert all("own view" not in said(message) for message in housing.in_channel())
    assert [rating for rating in await housing.ratings() if rating[1] == 4] == [("now", 4, "button")]


async def test_a_leader_who_says_nothing_reads_the_digest_as_ever(housing: Stage) -> None:
    """Rating is the leader's choice: without it the digest comes, and sets nothing beside the staff's figures."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    for person in (amina, ben, carys):
        await person.rates(now=2, needed=5)
    await housing.until("digest")
    assert "People rate this 2.3 of 5, and want 4.7: a gap of 2.4." in martin.reads_digest()
    assert "Your own view" not in martin.reads_digest()


async def test_two_other_leaders_are_too_few(on_stage: Setting) -> None:
    """Of three leaders each has two others: the digest says they are too few, and one message asks for both teams."""
    housing = Cast("housing", HOUSING.staff, ("martin", "nia", "grace"), HOUSING.name)
    async with on_stage(teams=(housing, NURSES)) as stage:
        await stage.campaign_starts(threshold=3)
        await stage.week_opens()
        martin, nia, grace = stage.people("martin", "nia", "grace")
        for person, value in ((martin, 5), (nia, 2), (grace, 3)):
            await person.taps(person.got(action="lead:now:1"), f"lead:now:{value}")
        assert len([m for m in martin.hands.inbox() if "lead:now:1" in str(m.blocks)]) == 1
        await stage.until("digest")
        assert "Your own view: now 5. Too few other leaders rated this to show." in martin.reads_digest()


async def test_what_a_resident_said_comes_to_leaders_without_their_name(housing: Stage) -> None:
    """Somebody passes on a resident's words by the form; the channel and the digest have them, without the number."""
    (amina, martin) = housing.people("amina", "martin")
    words = "The lift is out, ring Mrs Prydderch on 07700 900123."
    await amina.answers_privately(words, mode="named", question="residents")
    posted = said(housing.thread()[-1])
    assert "The lift is out" in posted
    assert "07700" not in posted
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "What residents told us" in digest
    assert "The lift is out" in digest
    assert "07700" not in digest
    assert "Prydderch" not in digest
