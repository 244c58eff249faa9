"""Unlinked words are quoted under their organisation, and what is done with them concerns nobody by name."""

from __future__ import annotations

from bot.slack.blocks.compose import compose
from tests.conversation.room import HOUSING, T1, Room, read_texts
from tests.quotes.town import FACILITATOR, PEOPLE, READS, desk_of, in_digest, only, quoted, released, week_of_quotes


async def test_it_is_its_organisations_even_if_one_team_alone_is_possible(housing: Room) -> None:
    """With a single team, neither the facilitator's list, the digest nor its thread says the team."""
    await week_of_quotes(housing, mode="unlinked")
    item = await released(housing)
    assert (item.team, item.organisation) == ("", "Northbridge")
    await housing.comes("digest")
    (facts,), (thread,) = housing.slack.said("digest/leader"), housing.slack.said("digest/quotes")
    for told in (facts, thread):
        (group,) = told["quotes"]["groups"]
        assert (group["team_id"], group["team"], group["organisation"]) == (None, None, "Northbridge")
        assert quoted(told) == [READS]
    assert f"“{READS}”" in compose("digest/leader", facts, read_texts()).text
    assert "In a team of Northbridge" in compose("digest/leader", facts, read_texts()).text


async def test_confidential_quotes_of_the_same_team_stay_its_own(housing: Room) -> None:
    """A team's own quotes stand under the team, beside an Unlinked one under the organisation."""
    await housing.answers("U0DEV", "Said in confidence.", quotable=True)
    await week_of_quotes(housing, mode="unlinked")
    for item in (await desk_of(housing).look(T1, FACILITATOR)).items:
        await desk_of(housing).release(T1, FACILITATOR, item.quote_id, item.seen)
    await housing.comes("digest")
    (facts,) = housing.slack.said("digest/leader")
    said = {group["team"]: [one["text"] for one in group["quotes"]] for group in facts["quotes"]["groups"]}
    assert said == {"Housing": ["Said in confidence."], None: [READS]}
    assert in_digest(housing) == ["Said in confidence.", READS]


async def test_nobody_reads_what_was_done_with_one(housing: Room) -> None:
    """Hidden or released, it is in nobody's own data: not in a member's, a leader's or its author's."""
    await week_of_quotes(housing, mode="unlinked")
    item = await released(housing)
    await desk_of(housing).hide(T1, FACILITATOR, item.quote_id, "Too easy to tell.")
    assert (await only(housing)).state == "hidden"
    for user in (*PEOPLE, *HOUSING.members, *HOUSING.leaders):
        assert (await housing.enquiries.my_data(T1, user)).rights.used == ()
