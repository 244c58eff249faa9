"""A wider digest: one screen of a phone, at most 1,500 characters and 15 blocks (design, "What leaders get")."""

from typing import Any

from slack_sdk.models.blocks import Block

from bot.slack.blocks.composer import Composer, plain
from bot.slack.blocks.pieces import button, heading, row, sections, shorten, small_print
from bot.slack.blocks.rendered import Rendered
from bot.slack.blocks.voice import Facts, Voice

SCREEN = 1_500
LISTS = ("areas", "partners", "account")
ROOMS = ((8, 60), (6, 50), (4, 40), (3, 32), (2, 28), (1, 24), (1, 16))
"""So many lines in each list, and so many characters of a name: the first that fits is taken, and the last one does."""


def digest(facts: Facts, voice: Voice) -> Rendered:
    """Show the roomiest arrangement that fits one screen; what has no place is counted."""
    shown = Rendered("")
    for lines, names in ROOMS:
        shown = _shown(_arranged(facts, lines, names), voice)
        if len(shown.text) <= SCREEN:
            break
    return shown


def _shown(facts: Facts, voice: Voice) -> Rendered:
    title = voice.label(f"wider.title.{facts['kind']}")
    facts = {**facts, "title": title}
    parts = [name for name in ("for_you", *LISTS) if facts[name]]
    blocks: list[Block] = [
        heading(title),
        *sections(voice.say("wider/opening", facts)),
        *(block for name in parts for block in sections(voice.say(f"wider/{name}", facts))),
        *sections(voice.say("wider/next", facts)),
        row(
            button(voice, "open_page", f"wider/{facts['digest_id']}"),
            button(voice, "reader_when", facts["subscription_id"]),
            button(voice, "reader_stop", facts["subscription_id"], confirm=True),
        ),
        small_print(voice.say("wider/rule", facts)),
    ]
    return Rendered(voice.say("wider/digest", facts), blocks)


def _arranged(facts: Facts, lines: int, names: int) -> dict[str, Any]:
    lists = {name: facts[name] or () for name in LISTS}
    return {
        **facts,
        "campaign": shorten(facts["campaign"], names),
        "organisation": facts["organisation"] and shorten(facts["organisation"], names),
        "joint": facts["organisation"] is None,
        **{name: [_short(item, names) for item in found[:lines]] for name, found in lists.items()},
        **{f"{name}_more": max(0, len(found) - lines) for name, found in lists.items()},
    }


def _short(item: Facts, names: int) -> dict[str, Any]:
    short = {name: shorten(item[name], names) for name in ("title", "organisation") if item.get(name)}
    pair = [_short(side, names) for side in item.get("pair", ())]
    return {**item, **short, **({"pair": pair} if pair else {})}


COMPOSERS: dict[str, Composer] = {"wider/digest": digest, "wider/done": plain("wider/done")}
