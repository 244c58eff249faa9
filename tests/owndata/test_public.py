"""What may be published: figures apart from words, no private text, no ids, nothing a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json

from bot.content.spreadsheet import FORMULA, csv_text
from bot.enquiries.export import heard_in_words
from bot.enquiries.public import FIGURE_COLUMNS, TOO_FEW, WORD_COLUMNS, Public, public, without_ids
from bot.storage.models import Campaign
from tests.conversation.room import HOUSING, NURSES, T1, Cast, Room

AMINA, BEN, CARYS, DEV, MARTIN = HOUSING.members
BIG = Cast(members=(*HOUSING.members, "U0EFA", "U0TOM", "U0UMA", "U0VAL", "U0WILL", "U0YAN"))


async def taken_out(room: Room) -> Public:
    """What may be published of the one campaign."""
    async with room.database.reading() as work:
        campaigns: list[Campaign] = await work.campaigns.all(T1)
        return await public(work, campaigns[0])


async def closed(room: Room) -> None:
    """Two teams close a week: Housing with enough people, Nurses with too few."""
    await room.begins(BIG, NURSES)
    for team in ("Housing", "Nurses"):
        await room.comes("open", team)
    nurses = (await room.round("Nurses")).id
    for user in (AMINA, BEN, CARYS):
        await room.answers(user, f"Secret of {user}.", now=2, needed=4, theme=room.pack.areas[0].themes[0].key)
    await room.answers(CARYS, "Why was the van sold?", question="to_leaders")
    await room.answers(AMINA, "Untraceable.", mode="unlinked")
    await room.answers(AMINA, '=HYPERLINK("x") says <@U0BEN0001> in C0HOUSING01', mode="named")
    await room.answers(BEN, "Always by name.", mode="named")
    await room.answers(BEN, "When do we meet?", mode="named", question="to_leaders")
    await room.replies(MARTIN, "A leader's word.")
    await room.answers("U0GWEN", "Gwen alone.", now=1, needed=5, round_id=nurses)
    for team in ("Housing", "Nurses"):
        await room.comes("close", team)


async def test_figures_stand_apart_from_words(room: Room) -> None:
    """The file of figures has the frozen ones and no sentence; the other has words and no figure."""
    await closed(room)
    data = await taken_out(room)
    housing = {row["figure"]: row["value"] for row in data.figures if row["team"] == "Housing"}
    figures = await room.figures()
    assert housing["people heard"] == heard_in_words(figures["heard"])
    frozen = figures["ratings"]
    for scale in ("now", "needed", "gap"):
        assert housing[f"rating: {scale}"] == frozen[scale]
    assert not [row for row in data.figures if "name" in str(row["value"])]
    assert [(row["kind"], row["words"]) for row in data.words] == [
        ("answer", '=HYPERLINK("x") says […] in […]'),
        ("answer", "A leader's word."),
        ("answer", "Always by name."),
        ("question to leaders", "When do we meet?"),
    ]


async def test_too_few_are_withheld_and_said_to_be(room: Room) -> None:
    """A team under the threshold has no rating and no theme, only the sentence."""
    await closed(room)
    nurses = [(row["figure"], row["value"]) for row in (await taken_out(room)).figures if row["team"] == "Nurses"]
    assert nurses == [("people heard", "0 to 2"), ("ratings and themes", TOO_FEW)]


async def test_nothing_private_and_nobody_is_in_it(room: Room) -> None:
    """No Confidential or Unlinked text, no question in confidence, no Slack id, code or answer's id, and no count."""
    await closed(room)
    whole = json.dumps([vars(await taken_out(room))], ensure_ascii=False)
    codes = [answer.person_code for answer in await room.stored() if answer.person_code]
    people = [*HOUSING.members, *NURSES.members, HOUSING.channel]
    hidden = ["Secret of", "Why was the van sold?", "Untraceable.", "Gwen alone.", *codes, *people]
    assert not [each for each in [*hidden, *(a.id for a in await room.stored())] if each in whole]


async def test_no_cell_is_run_by_a_spreadsheet(room: Room) -> None:
    """Whatever a cell begins with, it is no formula."""
    await closed(room)
    data = await taken_out(room)
    for columns, rows in ((FIGURE_COLUMNS, data.figures), (WORD_COLUMNS, data.words)):
        for row in csv.DictReader(io.StringIO(csv_text(columns, rows), newline="")):
            assert not [v for v in row.values() if v and v.lstrip()[:1] in FORMULA]


async def test_an_open_week_is_not_in_it(housing: Room) -> None:
    """Before the close there is nothing to publish."""
    await housing.answers(AMINA, "By name.", mode="named")
    assert await taken_out(housing) == Public((), ())


async def test_what_was_deleted_is_not_in_it(room: Room) -> None:
    """Words that their author took away after the close are gone from the file, and figures stay."""
    await closed(room)
    before = (await taken_out(room)).figures
    (mine,) = [answer for answer in await room.stored() if answer.text == "Always by name."]
    await room.withdraws(BEN, mine)
    after = await taken_out(room)
    assert "Always by name." not in str(after.words)
    assert after.figures == before


def test_ids_and_mentions_leave_the_words() -> None:
    """Slack's own signs for people, channels and groups go; plain words and short codes stay."""
    assert without_ids("Ask <@U012AB3CD> or U012AB3CD4 in <#C1|x>, not <!here>. UK GDPR") == (
        "Ask […] or […] in […], not […]. UK GDPR"
    )
