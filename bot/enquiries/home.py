"""The Home tab: what one person may see, by what they are. `leading`, `health` and `staff` gather its parts."""

from bot.enquiries.asked import accounts, passed_on
from bot.enquiries.campaigns import campaigns_now
from bot.enquiries.choices import own_choices
from bot.enquiries.health import health
from bot.enquiries.leading import leading
from bot.enquiries.own import own_answers, reminders, usual_mode
from bot.enquiries.own_ideas import ideas_now
from bot.enquiries.promised import mine_open, to_teams
from bot.enquiries.reading import Reading
from bot.enquiries.rounds import rounds_of
from bot.enquiries.staff import first_digest, leaders_did, staff_teams, teams_over, what_came_of
from bot.quoting.looking import to_look_at
from bot.storage.unit_of_work import UnitOfWork
from bot.subscriptions.reading import of_person
from bot.surfaces import Health, Home
from bot.workshops.places import open_teams

ANSWERS_SHOWN = 5


async def home(work: UnitOfWork, reading: Reading, *, is_admin: bool, is_facilitator: bool = False) -> Home:
    """What one person's Home holds."""
    teams = await staff_teams(work, reading)
    rounds = await rounds_of(work, reading, teams)
    led = await leading(work, reading)
    campaigns = await campaigns_now(work, reading.workspace, reading.now) if is_admin else ()
    traced = [campaign for campaign in await work.campaigns.all(reading.workspace) if campaign.salt]
    zones = [*(item.zone for item in rounds), *([led.zone] if led else []), *(item.zone for item in campaigns)]
    zone = zones[0] if zones else "UTC"
    mine, more = await mine_open(work, reading)
    ended = await teams_over(work, reading)
    return Home(
        user=reading.user,
        is_admin=is_admin,
        leading=led,
        campaigns=campaigns,
        health=await health(work, reading, campaigns) if is_admin else Health(),
        rounds=rounds,
        away=(await own_choices(work, reading)).away,
        over=tuple([await what_came_of(work, campaign, team) for campaign, team in ended]),
        answers=(await own_answers(work, reading, traced))[:ANSWERS_SHOWN],
        did=await leaders_did(work, teams),
        accounts=await accounts(work, teams),
        passed_on=await passed_on(work, reading),
        promises=mine,
        more_promises=more,
        promised=await to_teams(work, reading, [*teams, *(team for _, team in ended)]),
        reads=await of_person(work, reading.workspace, reading.user, reading.now),
        first_digest=await first_digest(work, teams),
        reminders=await reminders(work, reading, zone) if teams else None,
        usual_mode=await usual_mode(work, reading) if teams else None,
        quotes_waiting=await to_look_at(work, reading.identities, reading.workspace, reading.user)
        if is_facilitator
        else None,
        workshops=await open_teams(work, reading.workspace, reading.user) if is_facilitator else (),
        ideas=await ideas_now(work, reading),
        zone=zone,
        controller=reading.controller,
    )
