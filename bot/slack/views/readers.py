"""The forms of wider digests: an admin names who gets them, a reader chooses when theirs come.

Slack: a modal has at most 100 blocks, an option 75 characters.
"""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.campaigns.readers import DAYS, hours
from bot.digests.wider.facts import FREQUENCIES, Kind, group_key
from bot.insight.readers import ReadersForm, ReaderShown
from bot.slack.blocks.pieces import button, row, sections
from bot.slack.blocks.voice import Voice, clip
from bot.slack.views.fields import field, form, one_of, option, people, radio
from bot.surfaces import Choice

NAME = 80


def readers_view(found: ReadersForm, voice: Voice) -> View:
    """Draw who gets wider digests, each with a way out, and the fields to name another."""
    facts = {"campaign": clip(found.campaign, NAME), "readers": len(found.readers)}
    kinds = [
        option(Choice(kind.value, voice.label(f"wider.kind.{kind}")), voice.label(f"wider.note.{kind}"))
        for kind in Kind
    ]
    together = Choice(group_key(None), voice.label("wider.all"))
    groups = [together, *(Choice(group_key(name), name) for name in found.organisations)]
    blocks = [
        *sections(voice.say("wider/readers", facts)),
        *(block for reader in found.readers for block in _reader(reader, voice)),
        field(voice, "reader", people("reader", most=1), hint=True),
        field(voice, "reader_kind", radio("reader_kind", kinds, Kind.SERVICE.value)),
        field(voice, "reader_group", one_of(voice, "reader_group", groups, together.key)),
    ]
    return form(voice, "name_reader", "readers", "add", blocks, campaign=found.campaign_id)


def _reader(reader: ReaderShown, voice: Voice) -> Iterator[Block]:
    yield from sections(voice.say("wider/reader", _facts(reader, voice)))
    yield row(button(voice, "reader_out", reader.subscription_id, confirm=True))


def when_view(reader: ReaderShown, voice: Voice) -> View:
    """Draw the form in which a reader chooses how often their digest comes, and when."""
    often = [option(Choice(str(every), voice.label(f"wider.every.{every}"))) for every in FREQUENCIES]
    days = [Choice(day, voice.label(f"wider.day.{day}")) for day in DAYS]
    blocks = [
        *sections(voice.say("wider/when", _facts(reader, voice))),
        field(voice, "every", radio("every", often, str(reader.every))),
        field(voice, "day", one_of(voice, "day", days, reader.day)),
        field(voice, "hour", one_of(voice, "hour", [Choice(hour, hour) for hour in hours()], reader.hour)),
    ]
    return form(voice, "reader_when", "reader_when", "save", blocks, subscription_id=reader.subscription_id)


def reader_line(reader: ReaderShown, voice: Voice) -> list[Block]:
    """Draw a reader's own subscription in their Home tab; after the campaign its page and report stay theirs."""
    if reader.state == "finished":
        about = (("open_page", "campaign"), ("open_report", "report"))
        buttons = [button(voice, name, f"{what}/{reader.campaign_id}") for name, what in about]
    else:
        buttons = [button(voice, "reader_when", reader.subscription_id)]
        if not reader.stopped:
            buttons.append(button(voice, "reader_stop", reader.subscription_id, confirm=True))
    return [*sections(voice.say("wider/mine", _facts(reader, voice))), row(*buttons)]


def leaders_hour(voice: Voice, chosen: str, written_at: str) -> list[Block]:
    """Draw the list in which a team's leader chooses the hour of their digest; one before it is written says so."""
    late = {hour: voice.label("wider.next_day", hour=hour) for hour in hours() if hour < written_at}
    choices = [Choice("-", voice.label("wider.soon")), *(Choice(hour, late.get(hour, hour)) for hour in hours())]
    return [
        *sections(voice.say("home/hour", {})),
        row(one_of(voice, "digest_hour", choices, chosen or "-")),
    ]


def _facts(reader: ReaderShown, voice: Voice) -> dict[str, object]:
    short = {
        "campaign": clip(reader.campaign, NAME),
        "organisation": reader.organisation and clip(reader.organisation, NAME),
    }
    return {
        "reader": {**vars(reader), **short},
        "kind": voice.label(f"wider.kind.{reader.kind}"),
        "every": voice.label(f"wider.every.{reader.every}"),
        "day": voice.label(f"wider.day.{reader.day}"),
    }
