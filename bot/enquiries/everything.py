"""All that is kept about one person, as plain JSON values: for their own download, and for an answer to their request.

What somebody else wrote is never in it, nor who else did what to whom. What cannot be traced is named in `not_in_it`.
"""

from typing import Any

from pydantic import TypeAdapter

from bot.enquiries.own import my_data
from bot.enquiries.reading import Reading
from bot.enquiries.rights import rights_used
from bot.errors import there
from bot.storage.models import Answer, Campaign, Delivery
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.reading import of_person
from bot.surfaces import MyData, RightsUsed

MY_DATA: TypeAdapter[MyData] = TypeAdapter(MyData)
RIGHTS: TypeAdapter[RightsUsed] = TypeAdapter(RightsUsed)
ALL = 100_000
NOT_IN_IT = (
    "What you said Unlinked: no link to you is kept, so nobody can tell which it is.",
    "What you said in confidence in a campaign whose coded links were destroyed. Those campaigns are named here.",
    "What stands in Slack itself: your own messages, and those that Waymark sent you.",
    "What others said, even where they speak of you. Ask the privacy officer to search for your name.",
    "Copies of the database that were made before, and what a disk may still hold of what was deleted.",
)


async def everything(work: UnitOfWork, reading: Reading) -> dict[str, Any]:
    """Gather it; times are UTC."""
    data = await my_data(work, reading)
    campaigns = await work.campaigns.all(reading.workspace)
    rights = RIGHTS.dump_python(await rights_used(work, reading, ALL), mode="json")
    objection = await work.objections.of(reading.workspace, reading.user)
    messages = await work.departures.messages_to(reading.workspace, reading.user)
    for answer in data.answers:
        about = await work.deliveries.of_answer(answer.answer_id)
        messages += [row for row in about if row.address == reading.user]
    for campaign in campaigns:
        asked = await work.questions.messages(campaign.id)
        met = await work.meetings.messages(campaign.id)
        messages += [row for row in (*asked, *met) if row.address == reading.user]
        messages += await work.ideas.messages_to(campaign.id, reading.user)
    person = await work.people.get(reading.workspace, reading.user)
    known = MY_DATA.dump_python(data, mode="json")
    return {
        "slack_id": reading.user,
        "workspace": reading.workspace,
        "made_at": reading.now.isoformat(),
        "privacy": known["controller"],
        "not_in_it": list(NOT_IN_IT),
        "campaigns_without_links": known["forgotten"],
        "answers": [await _answer(work, shown) for shown in known["answers"]],
        "ideas": known["ideas"],
        "ratings": [{"area": area, "scale": scale, "value": value} for area, scale, value in known["ratings"]],
        "traces": known["traces"],
        "reminders": known["reminders"],
        "usual_mode": known["usual_mode"],
        "invitations_by_email_to": known["mail"]["address"],
        "digests_you_get": [
            {
                "campaign": one.campaign,
                "organisation": one.organisation,
                "every_weeks": one.every,
                "at": f"{one.day} {one.hour}",
                "stopped": one.stopped,
            }
            for one in await of_person(work, reading.workspace, reading.user, reading.now)
        ],
        "digest_hour": person.digest_hour if person else None,
        "left_campaigns": [row.name for row in campaigns if await _left(work, reading, row)],
        "objected_at": objection.at.isoformat() if objection else None,
        "messages_to_you": [_message(row) for row in messages],
        "campaigns_you_set_up": [row.name for row in campaigns if row.created_by == reading.user],
        "rights_used": rights["used"],
        "zone": data.zone,
    }


async def _answer(work: UnitOfWork, shown: dict[str, Any]) -> dict[str, Any]:
    """An answer as My data shows it, with what its page leaves out."""
    row: Answer = there(await work.answers.get(shown["answer_id"]))
    instead = await work.themes.words_of(row.id)
    more = {
        "theme": row.theme,
        "in_place_of_a_theme": instead,
        "you_may_quote": row.quotable,
        "after_the_close": row.late,
        "as_leader": row.by_leader,
    }
    return {**shown, **more, "your_name_shown": row.mode == "named"}


async def _left(work: UnitOfWork, reading: Reading, campaign: Campaign) -> bool:
    return await work.departures.has(campaign.id, reading.codes(campaign).away)


def _message(row: Delivery) -> dict[str, Any]:
    """That a message went to somebody; its words stand in their direct messages."""
    return {"kind": row.utterance, "state": row.state, "at": (row.sent_at or row.due_at).isoformat()}
