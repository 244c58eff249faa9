"""Writes docs/messages.md from the list of kinds and from what each picture says. Pure: text in, text out."""

import html
from collections.abc import Iterator, Mapping, Sequence

from demo.pictures.camera import PHONE
from demo.pictures.kinds import Chapter, Kind

ABOVE = """# What people see

Every message and form of Waymark, as it looks on a phone in the demo's client: who sees it, and when. The names and
answers are those of the demo's story; all of them are made up. The text behind each picture is what the message itself
says to people who listen to it. Days and hours are the usual ones: a campaign may have its own, and each message then
names those.

`make screenshots` plays the story, takes the pictures and writes this page. What to say is in
[content/texts](../content/texts); the list of kinds is in [demo/pictures/kinds.yaml](../demo/pictures/kinds.yaml).
"""


def messages_page(chapters: Sequence[Chapter], said: Mapping[str, str]) -> str:
    """Return the page. Raises `KeyError` when something on the list has no picture."""
    return "\n".join([ABOVE, *(line for chapter in chapters for line in _chapter(chapter, said))])


def _chapter(chapter: Chapter, said: Mapping[str, str]) -> Iterator[str]:
    yield f"## {chapter.title}\n"
    for kind in chapter.kinds:
        yield entry(kind, said[kind.name])


def entry(kind: Kind, words: str) -> str:
    """Return one kind's part of the page."""
    name = f"`{kind.utterance}`" if kind.utterance else f"`{kind.view}`"
    alt = html.escape(" ".join(words.split()))
    return (
        f"### {kind.title}\n\n**Who:** {kind.who}. **When:** {kind.when}. ({name})\n\n"
        f'<img src="pictures/{kind.picture}" width="{PHONE}" alt="{alt}">\n'
    )
