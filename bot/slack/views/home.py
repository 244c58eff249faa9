"""The Home tab: to a leader what waits for them, to an admin the campaigns, to a member this week; parts in that order.

A person sees what they may see and nothing else: the facts are gathered per person, and this only draws them.
Slack: at most 100 blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.insight.asked import QuestionWaiting
from bot.insight.ideas import IdeasNow
from bot.insight.promised import TeamPromises
from bot.insight.readers import ReaderShown
from bot.insight.workshop import TeamOpen
from bot.slack.blocks.acting import with_acts
from bot.slack.blocks.admin import ongoing_line
from bot.slack.blocks.campaigns import campaign_blocks, undelivered_line
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.people import round_line
from bot.slack.blocks.pieces import as_written, button, divider, heading, row, sections, small_print
from bot.slack.blocks.promises import change_row
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.slack.views.fields import usual_mode
from bot.slack.views.my_data import reminder_buttons
from bot.slack.views.promises import facts_of
from bot.slack.views.readers import leaders_hour, reader_line
from bot.surfaces import CampaignNow, CampaignOver, Health, Home, LeadersDid, Leading, OwnAnswer, RoundNow

HOME = TypeAdapter(Home)
MOST_ROUNDS = MOST_CAMPAIGNS = 8
MOST_ANSWERS = 5
MOST_WEEKS = 6
MOST_READS = 5
MOST_WORKSHOPS = 5
MOST_PROMISED, IN_LINE = 4, 120
WORDS_SHOWN, QUESTION, NAME = 300, 150, 60


def home_view(home: Home, voice: Voice) -> View:
    """Draw the Home tab of one person."""
    return View(type="home", blocks=list(home_blocks(home, voice)))


def home_blocks(home: Home, voice: Voice) -> Iterator[Block]:
    """Build the blocks of the Home tab, part by part."""
    voice = replace(voice, zone=home.zone)
    yield from sections(_hello(home, voice))
    if home.leading:
        yield from _leader(home.leading, replace(voice, zone=home.leading.zone))
    yield from _passed_on(home.passed_on, voice)
    yield from _promises(home, voice)
    yield from _reads(home.reads, voice)
    if home.is_admin:
        yield from _admin(home.campaigns, home.health, voice)
    if home.quotes_waiting is not None:
        yield from _facilitator(home.quotes_waiting, voice)
        yield from _workshops(home.workshops, voice)
    yield from _member(home, voice)
    yield from _ideas(home.ideas, voice)
    yield divider()
    yield small_print(voice.say("home/privacy", {"controller": home.controller}))
    yield row(button(voice, "open_help", "-"), *([] if home.answers else [button(voice, "open_my_data", "-")]))


def _hello(home: Home, voice: Voice) -> str:
    led_over = home.leading is not None and home.leading.state == "finished"
    what = {
        "leads": bool(home.leading),
        "led_over": led_over,
        "asked": bool(home.rounds),
        "is_admin": home.is_admin,
        "over": bool(home.over),
        "reads": any(not reader.stopped for reader in home.reads),
    }
    return voice.say("home/hello", {"user": home.user, **what})


# --- a leader --------------------------------------------------------------------------------------------------------


def _leader(leading: Leading, voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.leader"))
    waiting = [{**_facts(item), "team": clip(item.team, NAME)} for item in leading.waiting]
    total = len(waiting) + leading.more_waiting
    counts = {"total": total, "more": leading.more_waiting, "digest": bool(leading.digest)}
    yield from sections(voice.say("home/waiting", counts))
    for item in waiting:
        yield from _to_act_on(item, voice)
    if leading.more_waiting:
        yield from sections(voice.say("home/waiting_more", counts))
    if total > 1 and leading.digest and leading.digest.digest_id:
        yield row(button(voice, "questions_open", leading.digest.digest_id, style="primary"))
    if leading.helped:
        yield from sections(voice.say("home/helped", {"helped": leading.helped}))
    if leading.meetings:
        meetings = [{**_facts(each), "topic": clip(each.topic, QUESTION)} for each in leading.meetings]
        yield from sections(voice.say("home/meetings", {"meetings": meetings}))
    if leading.talks:
        talks = [{**_facts(talk), "team": clip(talk.team, NAME)} for talk in leading.talks]
        yield from sections(voice.say("home/talks", {"talks": talks}))
    digest = leading.digest and {**_facts(leading.digest), "campaign": clip(leading.digest.campaign, NAME)}
    coming = {"digest": digest, "next_digest": leading.next_digest, "state": leading.state}
    yield from sections(voice.say("home/digest", coming))
    if leading.campaign_id:
        yield row(*_pages(leading, voice))
    if leading.state != "finished":
        yield from leaders_hour(voice, leading.digest_hour, leading.written_at)
    if leading.rounds:
        rounds = [round_line(_facts(item)) for item in leading.rounds[:MOST_ROUNDS]]
        more = len(leading.rounds) - len(rounds)
        yield from sections(voice.say("home/teams_now", {"rounds": rounds, "more": more}))


def _pages(leading: Leading, voice: Voice) -> Iterator[ButtonElement]:
    yield button(voice, "open_page", f"campaign/{leading.campaign_id}")
    if leading.state == "finished":
        yield button(voice, "open_report", f"report/{leading.campaign_id}")


def _to_act_on(item: Facts, voice: Voice) -> list[Block]:
    """A question that waits, with the way to say what comes of it."""
    line = voice.say("home/waiting_one", {"item": item})
    if not item["question_id"]:
        return sections(line)
    return with_acts(voice, line, item["question_id"], few=False, about=item["text"])


def _passed_on(passed: Sequence[QuestionWaiting], voice: Voice) -> Iterator[Block]:
    if passed:
        yield heading(voice.label("home.passed_on"))
    for item in passed:
        yield from _to_act_on({**_facts(item), "team": clip(item.team, NAME)}, voice)


def _promises(home: Home, voice: Voice) -> Iterator[Block]:
    """What the reader may say the end of, with the buttons for it; leaders can promise a team something."""
    if not (home.promises or home.leading):
        return
    yield heading(voice.label("home.promises"))
    for one in home.promises:
        yield from sections(voice.say("promise/line", {"item": facts_of(one)}))
        yield change_row(voice, one.promise_id)
    if not home.promises:
        yield from sections(voice.say("promise/none", {}))
    if home.more_promises:
        yield from sections(voice.say("promise/more", {"more": home.more_promises}))
    new = [button(voice, "promise_new", "home")] if home.leading else []
    yield row(button(voice, "promises_open", "mine"), *new)


def _promised(promised: Sequence[TeamPromises], voice: Voice) -> Iterator[Block]:
    """What was promised to the reader's teams."""
    for to in promised[:MOST_PROMISED]:
        lines = [facts_of(one, IN_LINE, 1) for one in to.promises]
        facts = {"team": clip(to.team, NAME), "promises": lines, "more": to.more}
        opens = button(voice, "promises_open", to.team_id, about=to.team)
        yield SectionBlock(text=as_written(voice.say("home/promised", facts)), accessory=opens)


def _reads(reads: Sequence[ReaderShown], voice: Voice) -> Iterator[Block]:
    if reads:
        yield heading(voice.label("home.reads"))
    for reader in reads[:MOST_READS]:
        yield from reader_line(reader, voice)


# --- an admin --------------------------------------------------------------------------------------------------------


def _admin(campaigns: Sequence[CampaignNow], health: Health, voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.campaigns"))
    if campaigns:
        yield from sections(voice.say("home/health", _health(health, voice)))
    for campaign in campaigns[:MOST_CAMPAIGNS]:
        yield from campaign_blocks(campaign, voice)
    if not campaigns:
        yield from sections(voice.say("campaign/none", {}))
    if len(campaigns) > MOST_CAMPAIGNS:
        yield small_print(voice.say("campaign/more", {"more": len(campaigns) - MOST_CAMPAIGNS}))
    planned = any(campaign.state != "finished" for campaign in campaigns)
    yield row(button(voice, "open_schedule", "-", style=None if planned else "primary"))


def _health(health: Health, voice: Voice) -> dict[str, Any]:
    undelivered = [undelivered_line(item, voice) for item in health.undelivered]
    listed = health.problems > len(undelivered)
    ongoing = [ongoing_line(item, voice) for item in health.ongoing]
    told = {"undelivered": undelivered, "late": health.late, "ongoing": ongoing}
    return {"problems": health.problems + len(ongoing), "listed": listed, **told}


# --- a facilitator ---------------------------------------------------------------------------------------------------


def _facilitator(waiting: int, voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.quotes"))
    yield from sections(voice.say("home/quotes", {"waiting": waiting}))
    quotes = button(voice, "open_quotes", "0", style="primary" if waiting else None)
    yield row(quotes, button(voice, "open_themes", "0"))


def _workshops(teams: Sequence[TeamOpen], voice: Voice) -> Iterator[Block]:
    if teams:
        named = [(one.round_id, voice.label("home.workshop", team=clip(one.team, NAME, str))) for one in teams]
        yield from sections(voice.say("home/workshops", {}))
        yield from (row(button(voice, "open_workshop", id_, label=label)) for id_, label in named[:MOST_WORKSHOPS])
    if len(teams) > MOST_WORKSHOPS:
        yield row(button(voice, "open_workshop", "-"))


# --- a member --------------------------------------------------------------------------------------------------------


def _member(home: Home, voice: Voice) -> Iterator[Block]:
    if home.rounds:
        yield heading(voice.label("home.rounds"))
        for item in home.rounds[:MOST_ROUNDS]:
            yield from _round(item, replace(voice, zone=item.zone))
    elif not (home.over or home.leading or home.is_admin or (not home.away and _has_a_part(home))):
        yield from sections(voice.say("home/no_round", {"away": home.away}))
    yield from _over(home.over, voice)
    yield from _answers(home.answers, voice)
    yield from _did(home, voice)
    if home.reminders:
        yield heading(voice.label("home.reminders"))
        yield from sections(voice.say("reminders/state", _facts(home.reminders)))
        yield reminder_buttons(voice, home.reminders)
    if home.usual_mode:
        yield from sections(voice.say("mode/starts", {"mode": voice.label(f"mode.{home.usual_mode}")}))
        yield usual_mode(voice, home.usual_mode)


def _has_a_part(home: Home) -> bool:
    """Whether somebody is here as a reader or a facilitator: nobody will say hello to them in a team's channel."""
    return bool(home.reads) or home.quotes_waiting is not None


def _ideas(ideas: Sequence[IdeasNow], voice: Voice) -> Iterator[Block]:
    if not ideas:
        return
    yield heading(voice.label("home.ideas"))
    shown = [{**_facts(item), "team": clip(item.team, NAME)} for item in ideas[:MOST_ROUNDS]]
    yield from sections(voice.say("home/ideas", {"ideas": shown}))
    wanted = button(voice, "ideas_open", "finishers", label=voice.label("button.ideas_finishers"))
    share = [button(voice, "idea_share", "-", style="primary")] if any(item.shares for item in ideas) else []
    yield row(*share, button(voice, "ideas_open", "all"), button(voice, "learning_open", "-"))
    if any(item.finishers for item in ideas):
        yield row(wanted)


def _round(item: RoundNow, voice: Voice) -> Iterator[Block]:
    yield from sections(voice.say("home/round", {"round": round_line(_facts(item))}))
    if item.state == "open":
        yield row(
            button(voice, "answer_privately", item.round_id, style="primary"),
            button(voice, "ask_leaders", item.round_id),
        )


def _answers(answers: Sequence[OwnAnswer], voice: Voice) -> Iterator[Block]:
    if not answers:
        return
    yield heading(voice.label("home.answers"))
    for answer in answers[:MOST_ANSWERS]:
        facts = {
            **_facts(answer),
            "text": clip(answer.text, WORDS_SHOWN, quote),
            "mode": voice.label(f"mode.{answer.mode}"),
            "question": clip(answer.question, QUESTION),
        }
        yield from sections(voice.say("home/answer", facts))
    yield row(button(voice, "open_my_data", "-"))


def _did(home: Home, voice: Voice) -> Iterator[Block]:
    if home.did or home.first_digest:
        weeks = [_did_week(week) for week in home.did[:MOST_WEEKS]]
        yield heading(voice.label("home.did"))
        for account in home.accounts[:MOST_ROUNDS]:
            yield from sections(voice.say("home/account", {**_facts(account), "team": clip(account.team, NAME)}))
        yield from sections(voice.say("home/did", {"weeks": weeks, "first_digest": home.first_digest}))
    yield from _promised(home.promised, voice)


def _did_week(week: LeadersDid) -> Facts:
    return {**_facts(week), "team": clip(week.team, NAME), "offers": [_facts(offer) for offer in week.offers]}


def _over(over: Sequence[CampaignOver], voice: Voice) -> Iterator[Block]:
    if over:
        yield heading(voice.label("home.over"))
    for item in over:
        offers = [{"leader": leader, "area_title": title} for leader, title in item.offers]
        names = {"campaign": clip(item.campaign, 80), "team": clip(item.team, NAME)}
        became = [{"state": state, "count": count} for state, count in item.became]
        yield from sections(voice.say("home/over", {**_facts(item), **names, "offers": offers, "became": became}))


def _facts(item: object) -> Mapping[str, Any]:
    return vars(item)


def composed_home(facts: Facts, voice: Voice) -> Rendered:
    """Draw the Home tab from its facts as JSON (`HOME.dump_python(home, mode="json")`)."""
    home = HOME.validate_python(facts)
    return Rendered(_hello(home, voice), list(home_blocks(home, voice)))


COMPOSERS: dict[str, Composer] = {"home": composed_home}
