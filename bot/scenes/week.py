"""Scenes of a team's week: what each beat has to say, gathered before the dialogue decides."""

from dataclasses import replace
from datetime import datetime

from bot.campaigns.calendar import local_date
from bot.campaigns.founding import zone_of
from bot.campaigns.weeks import monday_of
from bot.dialogues import events as ev
from bot.dialogues.effects import Facts, Reply
from bot.dialogues.week import CONTACTS_A_WEEK, WEEK, Nudge, Week, WeekScene
from bot.insight.tally import NamedWords
from bot.publishing import read_team
from bot.questions.promised import still_open as open_promises
from bot.questions.told import still_open, to_be_told
from bot.scenes.away import asked
from bot.scenes.digests import digests_due
from bot.scenes.leading import to_ask
from bot.scenes.stage import Setting, Stage, priority_of
from bot.scenes.tallies import heard_so_far, named_words, tally_of

NUDGES_A_WEEK = 2
WORDS_IN_PLAYBACK = 3
PROMISES_IN_PROMPT = 3
OVERTAKEN_BY = {"playback": "last_call", "nudge": "last_call", "last_call": "close"}


async def play(stage: Stage, event: ev.Event) -> tuple[Reply, ...]:
    """One beat of one round."""
    assert isinstance(event, ev.BeatDue)  # noqa: S101
    setting = await stage.held_setting(event.round_id)
    scene = await _with_more(stage, setting, event, await _scene(stage, setting, event))
    _, effects = WEEK.step(Week(setting.round.state), event, scene)
    return await stage.carrier.carry_out(effects, language=setting.campaign.language, zone=setting.zone)


async def _scene(stage: Stage, setting: Setting, event: ev.BeatDue) -> WeekScene:
    """What every beat needs."""
    beats = {beat.kind: beat.due_at for beat in await stage.work.beats.of_round(setting.round.id)}
    kind = next(name for name, event_type in ev.BEATS.items() if type(event) is event_type)
    overtaker = beats.get(OVERTAKEN_BY.get(kind, ""))
    codes = await stage.work.participations.codes(setting.round.id)
    area, closes_at = setting.area, beats.get("close")
    return WeekScene(
        round_id=setting.round.id,
        campaign_id=setting.campaign.id,
        week=setting.round.week,
        channel=setting.team.channel,
        area_title=area.title,
        headline=area.headline,
        prompt=prompt_facts(stage, setting, closes_at),
        questions=question_facts(setting),
        closes_at=closes_at,
        link=stage.link(setting.team.channel, setting.round.prompt_ts),
        prompt_is_out=setting.round.prompt_ts is not None,
        overtaken=overtaker is not None and overtaker <= event.at,
        heard=list((await heard_so_far(stage, setting, codes)).band),
        anybody=bool(codes),
    )


async def _with_more(stage: Stage, setting: Setting, event: ev.BeatDue, scene: WeekScene) -> WeekScene:
    """What only some beats need."""
    match event:
        case ev.OpenDue():
            prompt = {**scene.prompt, **await _promised(stage, setting, event.at)}
            return replace(scene, prompt=prompt, asked_leaders=await _asked_leaders(stage, setting, event.at))
        case ev.PlaybackDue():
            words = await named_words(stage, setting)
            told = [word for word in words if word.asked or not word.follow_up]
            shown = sorted(told, key=lambda word: (word.follow_up, -word.support))[:WORDS_IN_PLAYBACK]
            waits = await still_open(stage.work, setting.round)
            return replace(scene, words=tuple(_quoted(word) for word in shown), named=len(words), unanswered=waits)
        case ev.NudgeDue():
            return replace(scene, nudges=await _nudges(stage, setting, event.at))
        case ev.CloseDue():
            return replace(scene, figures=await tally_of(stage, setting))
        case ev.DigestDue():
            return replace(scene, digests=await digests_due(stage, setting, event.at))
        case ev.ToldBackDue():
            return await _told_back(stage, setting, scene)
        case _:
            return scene


async def _promised(stage: Stage, setting: Setting, at: datetime) -> Facts:
    """What the team was promised and is open yet, the first due first, and what of it is late: a week opens with it."""
    today = local_date(at, zone_of(setting.team, setting.campaign))
    waits = await open_promises(stage.work, setting.team)
    shown = [
        {"text": one.body["text"], "owner": one.owner, "on": one.due_on.isoformat(), "late": one.due_on < today}
        for one in waits[:PROMISES_IN_PROMPT]
    ]
    return {"promises": shown, "promises_more": len(waits) - len(shown)}


def _quoted(word: NamedWords) -> Facts:
    return {
        "author": word.author,
        "text": word.text,
        "support": word.support,
        "key": word.key,
        "asked": word.asked,
    }


def prompt_facts(stage: Stage, setting: Setting, closes_at: datetime | None) -> dict[str, object]:
    """The facts of `prompt/open` and `prompt/closed`."""
    area = setting.area
    return {
        "round_id": setting.round.id,
        "week": setting.round.week,
        "weeks": len(setting.pack.areas),
        "tier": setting.pack.tier(area.tier).title,
        "area": area.key,
        "area_title": area.title,
        "headline": area.headline,
        "why": area.why,
        "same_as_week": _same_as_week(setting),
        "priority_line": _priority_line(stage, setting),
        "closes_at": closes_at.isoformat() if closes_at else None,
        "threshold": setting.campaign.threshold,
        "team": setting.team.name,
    }


def _same_as_week(setting: Setting) -> int | None:
    """The earlier week whose question this one asks again; None where it asks its own."""
    start = setting.pack.start_of(setting.area)
    return start.number if start else None


def _priority_line(stage: Stage, setting: Setting) -> str | None:
    """A sentence that ties the area to one of the campaign's priorities."""
    priority, line = priority_of(setting.campaign, setting.round.week, setting.area), setting.area.priority_line
    if priority is None or line is None:
        return None
    return stage.texts.render_line(line, {"priority": priority}, language=setting.campaign.language)


def question_facts(setting: Setting) -> Facts:
    """The facts of `prompt/questions`."""
    area = setting.area
    return {
        "area_title": area.title,
        "questions": [{"key": q.key, "text": q.text, "short": q.short} for q in area.questions],
        "experiment": area.experiment,
        "residents_question": area.residents_question,
    }


async def _nudges(stage: Stage, setting: Setting, now: datetime) -> tuple[Nudge, ...]:
    """Those who have not taken part, want reminders, and have not had their share of messages this week."""
    taken_part = await stage.work.participations.codes(setting.round.id)
    week_of = monday_of(now, setting.zone)
    nudges = []
    for user in await asked(stage, setting):
        if stage.codes(setting, user).taking_part in taken_part or await _wants_quiet(stage, setting, user, now):
            continue
        had = await stage.work.contacts.kinds_in_week(setting.campaign.workspace, user, week_of)
        if len(had) < CONTACTS_A_WEEK and had.count("nudge") < NUDGES_A_WEEK:
            nudges.append(Nudge(user))
    return tuple(nudges)


async def _asked_leaders(stage: Stage, setting: Setting, now: datetime) -> tuple[str, ...]:
    """Leaders who are asked how they see the area, want messages, and have not had their share of them this week."""
    if setting.campaign.salt is None:
        return ()
    week_of, found = monday_of(now, setting.zone), []
    for leader in await to_ask(stage, setting):
        had = await stage.work.contacts.kinds_in_week(setting.campaign.workspace, leader, week_of)
        if len(had) < CONTACTS_A_WEEK and not await _wants_quiet(stage, setting, leader, now):
            found.append(leader)
    return tuple(found)


async def _wants_quiet(stage: Stage, setting: Setting, user: str, now: datetime) -> bool:
    person = await stage.work.people.get(setting.campaign.workspace, user)
    if person is None:
        return False
    return person.nudges_stopped or (person.snoozed_until is not None and person.snoozed_until > now)


async def _told_back(stage: Stage, setting: Setting, scene: WeekScene) -> WeekScene:
    published = await read_team(stage.work, setting.round) or {}
    offers = await stage.work.offers.of_round(setting.round.id)
    rounds = await stage.work.rounds.of_team(setting.team.id)
    later = [row for row in rounds if row.week > setting.round.week and row.state != "missed"]
    before = [row.id for row in rounds if row.week == setting.round.week - 1]
    since = await _heard_last(stage, before[0]) if before else None
    put = await to_be_told(stage.work, stage.identities, setting.campaign, setting.round, since)
    farewell = {"campaign": setting.campaign.name, "weeks": len(setting.pack.areas)}
    return replace(
        scene,
        heard=published.get("heard", scene.heard),
        leaders=tuple(setting.team.leaders),
        offers=tuple(offer.leader for offer in offers),
        questions_count=len(published.get("questions", [])),
        asked=tuple(put),
        next_on=min((row.opens_on.isoformat() for row in later if row.state == "upcoming"), default=None),
        farewell=None if later else farewell,
    )


async def _heard_last(stage: Stage, round_id: str) -> datetime | None:
    """When the team was told back of the week before."""
    beats = await stage.work.beats.of_round(round_id)
    return next((beat.done_at for beat in beats if beat.kind == "told_back"), None)
