"""How a question shall be taken up: the choice, and the form that shows what will be shared with whom before it is."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.content.markup import quote
from bot.insight.asked import NameShown, WishShown
from bot.insight.ladder import BY_NAME, WAYS
from bot.slack.blocks.pieces import button, row, sections
from bot.slack.blocks.voice import Facts, Voice, clip
from bot.slack.views.fields import field, form, option, people, radio, tick
from bot.surfaces import Choice

QUESTION, AREA, MOST_NAMES = 2_000, 100, 5


def wish_field(voice: Voice, chosen: str, ways: Sequence[str] = WAYS) -> Block:
    """Build the choice of a way."""
    options = [option(Choice(way, voice.label(f"wish.{way}")), voice.label(f"wish.{way}_note")) for way in ways]
    return field(voice, "wish", radio("wish", options, chosen), hint=True)


def take_up_view(mine: WishShown, voice: Voice) -> View:
    """Draw the choice for a question that somebody asked, with where things stand."""
    blocks = [
        *sections(voice.say("view/take_up", _facts(mine))),
        *_acts(mine, voice),
        wish_field(voice, mine.way),
        field(
            voice,
            "speaker",
            people("speaker", [mine.speaker] if mine.speaker else (), most=1),
            hint=True,
            optional=True,
        ),
    ]
    return form(voice, "take_up", "take_up", "save", blocks, answer_id=mine.answer_id)


def _acts(mine: WishShown, voice: Voice) -> list[Block]:
    """What is done by a tap: give one's name, once leaders have the question; or take it back."""
    if mine.out is not None:
        return [row(button(voice, "take_name_back", mine.answer_id, confirm=True))]
    if mine.way == BY_NAME and mine.put and mine.mode != "named":
        return [row(button(voice, "meet_by_name", mine.answer_id))]
    return []


def give_name_view(mine: WishShown, voice: Voice) -> View:
    """Draw what will be shared, with whom, and the box to tick; nothing is shared without it."""
    yes = option(Choice("yes", voice.label("field.agree_yes")))
    blocks = [
        *sections(voice.say("view/give_name", _facts(mine))),
        field(voice, "agree", tick("agree", [yes], ticked=False)),
    ]
    leaders = " ".join(mine.leaders)
    return form(voice, "give_name", "give_name", "share_name", blocks, answer_id=mine.answer_id, leaders=leaders)


def wish_facts(way: str, speaker: str | None, said: str, names: Sequence[NameShown]) -> Facts:
    """The facts of `question/my_wish`: what somebody chose, and whom they told their name."""
    shared = [{"leaders": name.leaders, "on": name.on, "until": name.until} for name in names[:MOST_NAMES]]
    return {"way": way, "speaker": speaker, "said": said, "names": shared}


def _facts(mine: WishShown) -> Facts:
    return {
        **wish_facts(mine.way, mine.speaker, mine.said, mine.names),
        "text": clip(mine.text, QUESTION, quote),
        "area_title": clip(mine.area_title, AREA),
        "mode": mine.mode,
        "put": mine.put,
        "leaders": mine.leaders,
    }
