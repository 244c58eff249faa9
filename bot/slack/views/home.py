"""The Home tab: this week, what the reader said, what leaders did; for leaders their digests, for admins the campaigns.

A person sees what they may see and nothing else: the facts are gathered per person, and this only draws them.
Slack: at most 100 blocks.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.slack.blocks.campaigns import campaign_blocks
from bot.slack.blocks.composer import Composer
from bot.slack.blocks.people import round_line
from bot.slack.blocks.pieces import button, divider, heading, row, sections, small_print
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.slack.views.my_data import reminder_buttons
from bot.surfaces import Home, LeaderWeek, OwnAnswer, RoundNow

HOME = TypeAdapter(Home)
MOST_ROUNDS = MOST_CAMPAIGNS = 8
MOST_ANSWERS = 5
MOST_OFFERS = 5
MOST_LEADER_WEEKS = 8
WORDS_SHOWN = 300


def home_view(home: Home, voice: Voice) -> View:
    """Draw the Home tab of one person."""
    return View(type="home", blocks=list(home_blocks(home, voice)))


def home_blocks(home: Home, voice: Voice) -> Iterator[Block]:
    """Build the blocks of the Home tab, part by part."""
    yield from sections(voice.say("home/hello", {"user": home.user}))
    yield from _rounds(home.rounds, voice)
    yield from _answers(home.answers, voice)
    yield from _offers(home, voice)
    if home.leader_weeks:
        yield from _leader(home.leader_weeks, voice)
    if home.is_admin:
        yield from _campaigns(home, voice)
    yield from _footer(voice, with_data=not home.answers)


def _rounds(rounds: Iterable[RoundNow], voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.rounds"))
    shown = list(rounds)[:MOST_ROUNDS]
    for item in shown:
        facts = round_line(_facts(item))
        yield from sections(voice.say("home/round", facts))
        if item.state == "open":
            yield row(
                button(voice, "answer_privately", item.round_id, style="primary"),
                button(voice, "ask_leaders", item.round_id),
            )
    if not shown:
        yield from sections(voice.say("home/no_round", {}))


def _answers(answers: Iterable[OwnAnswer], voice: Voice) -> Iterator[Block]:
    shown = list(answers)[:MOST_ANSWERS]
    if not shown:
        return
    yield heading(voice.label("home.answers"))
    for answer in shown:
        facts = {
            **_facts(answer),
            "text": clip(answer.text, WORDS_SHOWN, quote),
            "mode": voice.label(f"mode.{answer.mode}"),
        }
        yield from sections(voice.say("home/answer", facts))
    yield row(button(voice, "open_my_data", "-"))


def _offers(home: Home, voice: Voice) -> Iterator[Block]:
    if home.offers:
        yield heading(voice.label("home.offers"))
        for offer in home.offers[:MOST_OFFERS]:
            yield from sections(voice.say("home/offer", {**_facts(offer), "team": clip(offer.team, 80)}))


def _leader(weeks: Iterable[LeaderWeek], voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.leader"))
    for week in list(weeks)[:MOST_LEADER_WEEKS]:
        short = {"campaign": clip(week.campaign, 80), "offers": [clip(team, 60) for team in week.offers[:8]]}
        yield from sections(voice.say("home/leader_week", {**_facts(week), **short}))


def _campaigns(home: Home, voice: Voice) -> Iterator[Block]:
    yield heading(voice.label("home.campaigns"))
    for campaign in home.campaigns[:MOST_CAMPAIGNS]:
        yield from campaign_blocks(campaign, voice)
    if not home.campaigns:
        yield from sections(voice.say("campaign/none", {}))
    if len(home.campaigns) > MOST_CAMPAIGNS:
        yield small_print(voice.say("campaign/more", {"more": len(home.campaigns) - MOST_CAMPAIGNS}))
    yield row(button(voice, "open_schedule", "-", style="primary" if not home.campaigns else None))


def _footer(voice: Voice, *, with_data: bool) -> Iterator[Block]:
    yield heading(voice.label("home.reminders"))
    yield from sections(voice.say("home/reminders", {}))
    yield reminder_buttons(voice)
    yield divider()
    yield small_print(voice.say("home/privacy", {}))
    own_data = [button(voice, "open_my_data", "-")] if with_data else []
    yield row(button(voice, "open_help", "-"), *own_data)


def _facts(item: object) -> Mapping[str, Any]:
    return vars(item)


def composed_home(facts: Facts, voice: Voice) -> Rendered:
    """Draw the Home tab from its facts as JSON (`HOME.dump_python(home, mode="json")`)."""
    home = HOME.validate_python(facts)
    return Rendered(voice.say("home/hello", {"user": home.user}), list(home_blocks(home, voice)))


COMPOSERS: dict[str, Composer] = {"home": composed_home}
