"""People's words are repeated as words: no mention, link or quote of theirs is ever carried out by Slack."""

from __future__ import annotations

import json
import re

from sandbox.records import Message, View
from tests.played.reading import said
from tests.played.scheduling import to_the_summary
from tests.played.stage import Stage

NASTY = """<!channel> & <@U000000002> said: "don't" <https://evil.example|click here> *all* <b>
> second line `code` {{ 7 * 7 }} </section>"""
LIVE = re.compile(r"<(!|@U000000002>|https://evil)")
"""What Slack would carry out: a call to everybody, a mention of the leader, a link of somebody's own making."""


def markup(thing: Message | View) -> str:
    """Everything in a message or view that Slack reads as markup: its text, and texts that are not plain."""
    found = [thing.text] if isinstance(thing, Message) else []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if value.get("type") == "mrkdwn":
                found.append(value["text"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(thing.blocks)
    return "\n".join(found)


async def test_nobodys_words_call_anybody(housing: Stage) -> None:
    """In the thread, the playback, the digest, the Home tab and one's own data, people's words stay words."""
    amina, ben, carys, martin = housing.people("amina", "ben", "carys", "martin")
    assert martin.id == "U000000002"
    await amina.answers_privately(NASTY, mode="named")
    await ben.asks_leaders(NASTY)
    await carys.answers_privately(NASTY)
    posted = housing.thread()[-1]
    assert '&lt;!channel&gt; &amp; &lt;@U000000002&gt; said: "don\'t"' in said(posted)
    assert "\n> &gt; second line" in said(posted)

    await housing.until("playback")
    assert "&lt;!channel&gt;" in said(housing.announcement("What we have heard so far"))
    await housing.until("digest")
    assert martin.reads_digest().count("&lt;!channel&gt;") == 2

    assert "&lt;!channel&gt;" in await amina.looks_at_home()
    page = await amina.commands_form("my-data")
    assert "&lt;!channel&gt;" in said(page)
    assert "{{ 7 * 7 }}" in said(page)
    everything = [m for channel in housing.workspace.channels for m in housing.workspace.messages.everything(channel)]
    shown: list[Message | View | None] = [page, amina.hands.home(), *(each for each in everything if each.by_app)]
    for thing in shown:
        assert thing is not None
        ours = markup(thing).replace(f"<@{martin.id}> would", "").replace(f"<@{martin.id}> has", "")
        assert not LIVE.search(ours), ours
        assert "&amp;amp;" not in json.dumps(thing.blocks)


async def test_words_from_a_message(housing: Stage) -> None:
    """Mentions and links that Slack made of a typed message are kept as readable words."""
    amina, martin = housing.people("amina", "martin")
    await amina.hands.post(
        housing.channel(), "@channel ask @Martin in #housing, see https://example.org/a?b=1&c=2", housing.prompt().ts
    )
    await housing.settles()
    (answer,) = await housing.answers()
    assert answer.text == "@channel ask @someone in #housing, see https://example.org/a?b=1&c=2"
    await housing.until("digest")
    digest = martin.reads_digest()
    assert "@channel ask @someone in #housing" in digest
    assert "<!channel>" not in markup(martin.got(action="offer_talk"))


async def test_names_of_the_campaign_are_words_too(empty: Stage) -> None:
    """A campaign's name and priorities stay words wherever they are shown."""
    grace, amina = empty.people("grace", "amina")
    values = {"name": "<!here> & co", "priority": "<!channel>", "priority_reason": "Because <@U000000002> says so."}
    summary = await to_the_summary(grace, empty, **values)
    assert "&lt;!channel&gt;" in said(summary)
    ready = markup(summary)
    result = await grace.sends(summary)
    assert result.kind == "updated"
    assert not re.search(r"<!|<@U000000002> says", ready)
    (now,) = await empty.parts.campaigns.list()
    empty.campaign_id = now.campaign_id
    await empty.week_opens()
    await grace.looks_at_home()
    status = await amina.commands("status")
    assert "&lt;!here&gt; &amp; co" in status
    assert "&lt;!channel&gt;" in said(empty.announcement("a coach for teams"))
    shown: list[Message | View | None] = [
        grace.hands.home(),
        result.view,
        *empty.in_channel(),
        *amina.hands.ephemerals(),
    ]
    for thing in shown:
        assert thing is not None
        assert not re.search(r"<!|<@U000000002>", markup(thing)), said(thing)
