"""Slack's markup, rich text and dates become what a reader should see, and nothing people type becomes code."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sandbox.client.dates import slack_date
from sandbox.client.emoji import EMOJI, PICKER, character, with_emoji
from sandbox.client.mrkdwn import mrkdwn, typed
from sandbox.client.reader import Reader
from sandbox.client.rich_text import rich_text
from sandbox.text import escape
from tests.client.conftest import World

NASTY = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


def reader_of(world: World) -> Reader:
    """Ana's eyes."""
    return Reader(world.workspace, world.ana.user)


@pytest.mark.parametrize(
    ("said", "html"),
    [
        ("*bold* _slanted_ ~gone~", "<strong>bold</strong> <em>slanted</em> <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("* not bold *", "* not bold *"),
        ("`*code*`", "<code>*code*</code>"),
        ("```a\n*b*```", "<pre><code>a\n*b*</code></pre>"),
        ("one\ntwo", "one<br>two"),
        ("one\n\ntwo", 'one<span class="gap"></span>two'),
        ("• a\n• *b*", "<ul><li>a</li><li><strong>b</strong></li></ul>"),
        ("2. a\n3. b", '<ol start="2"><li>a</li><li>b</li></ol>'),
        ("&gt; said\nmore", "<blockquote>said</blockquote>more"),
        ("&gt;&gt;&gt; all\nof it", "<blockquote>all<br>of it</blockquote>"),
        ("> said\nmore", "<blockquote>said</blockquote>more"),
        (">>> all\nof it", "<blockquote>all<br>of it</blockquote>"),
        ("fish &amp; chips &lt;b&gt;", "fish &amp; chips &lt;b&gt;"),
        (":tada: :nothing_like_it:", '<span class="emoji" role="img" aria-label="tada">🎉</span> :nothing_like_it:'),
        ("<!here>", '<span class="mention">@here</span>'),
    ],
)
def test_markup(world: World, said: str, html: str) -> None:
    """Each kind of Slack's markup is drawn as Slack draws it."""
    assert mrkdwn(said, reader_of(world)) == html


def test_links(world: World) -> None:
    """Links open elsewhere, have their label, and only those that can do no harm are links at all."""
    reader = reader_of(world)
    outside = 'target="_blank" rel="noopener noreferrer"'
    assert mrkdwn("<https://example.org/?a=1&amp;b=2|here>", reader) == (
        f'<a href="https://example.org/?a=1&amp;b=2" {outside}>here</a>'
    )
    assert mrkdwn("see https://example.org/x.", reader) == (
        f'see <a href="https://example.org/x" {outside}>https://example.org/x</a>.'
    )
    assert mrkdwn("<javascript:alert(1)|tap me>", reader) == "tap me"
    assert mrkdwn("<JaVaScRiPt:alert(1)>", reader) == "JaVaScRiPt:alert(1)"


async def test_a_message_of_this_workspace_is_a_link_inside_it(world: World) -> None:
    """A message's own address leads to the reader's page of it, and nowhere for one who may not see it."""
    world.workspace.base_url = "http://127.0.0.1:8765"
    root = await world.ben.post(world.team.id, "root")
    reply = await world.ben.post(world.team.id, "reply", root)
    secret = await world.ben.post(world.private.id, "secret")

    def address(channel: str, ts: str) -> str:
        return f"http://127.0.0.1:8765/archives/{channel}/p{ts.replace('.', '')}"

    reader = reader_of(world)
    mark = reply.replace(".", "-")
    assert reader.inside(address(world.team.id, reply)) == f"{world.team_path}?thread={root}#t-m-{mark}"
    assert reader.inside(address(world.private.id, secret)) is None
    assert reader.inside("http://elsewhere.example/archives/C1/p1000000000000100") is None


def test_people_channels_and_dates(world: World) -> None:
    """Ids become names; a private channel of others keeps its name to itself; dates are the reader's."""
    reader = reader_of(world)
    ana, ben = world.ana.id, world.ben.id
    assert mrkdwn(f"<@{ben}>", reader) == '<span class="mention">@Ben Rees</span>'
    assert mrkdwn(f"<@{ana}>", reader) == '<span class="mention mention-own">@Ana Jones</span>'
    assert "#private-channel" in mrkdwn(f"<#{world.private.id}|leaders>", reader)
    assert "leaders" not in mrkdwn(f"<#{world.private.id}>", reader)
    moment = int(datetime(2026, 7, 1, 9, 0, tzinfo=UTC).timestamp())
    assert ">1 Jul 2026 at 10:00<" in mrkdwn(f"<!date^{moment}^{{date_short}} at {{time}}|fallback>", reader)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_pretty} {time}", "today 09:30"),
        ("{date_long}", "Tuesday, 3 March 2026"),
        ("{date_num} {date_slash}", "2026-03-03 03/03/2026"),
        ("{ago}", "2 hours ago"),
        ("{nothing}", "{nothing}"),
    ],
)
def test_date_patterns(pattern: str, words: str) -> None:
    """Each token of a date pattern is filled in, and what is no token stays."""
    now = datetime(2026, 3, 3, 11, 40, tzinfo=UTC)
    then = int(datetime(2026, 3, 3, 9, 30, tzinfo=UTC).timestamp())
    assert slack_date(then, pattern, ZoneInfo("Europe/London"), now) == words


def test_a_persons_words_come_back_for_editing(world: World) -> None:
    """What Slack made of a typed message turns back into what the person typed."""
    said = f"<@{world.ben.id}> in <#{world.team.id}|housing-repairs>: a &lt; b, <https://example.org>"
    assert typed(said, reader_of(world)) == "@Ben Rees in #housing-repairs: a < b, https://example.org"


TAGS = ("strong", "em", "s", "code", "pre", "ul", "ol", "li", "br", "blockquote", "span", "a", "time")


def only_our_tags(html: str) -> bool:
    """Whether every tag in the HTML is one that the markup writes."""
    for piece in html.split("<")[1:]:
        name = piece.removeprefix("/").split(">")[0].split(" ")[0]
        if name not in TAGS:
            return False
    return True


@given(st.text(alphabet="<>&\"'*_~`|:/!@#^•1. \n-abhtps(){}", max_size=200))
def test_nothing_typed_becomes_code(said: str) -> None:
    """Whatever is typed or sent, the page holds no tag but those the markup writes, and no script address."""
    from tests.client.conftest import make_world

    reader = reader_of(make_world())
    for text in (said, escape(said), f"<{said}|{said}>", f"*{said}*"):
        html = str(mrkdwn(text, reader))
        assert only_our_tags(html), html
        assert 'href="javascript' not in html.lower()


def test_a_script_stays_words(world: World) -> None:
    """A script in a message, an emoji name or rich text is shown as it was typed."""
    reader = reader_of(world)
    assert mrkdwn(NASTY, reader).count("<") == 0
    assert mrkdwn(escape(NASTY), reader).count("<") == 0
    block = {"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": NASTY}]}]}
    assert "<script" not in rich_text(block, reader)
    link = {"elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:x()"}]}]}
    assert "href" not in rich_text(link, reader)
    assert with_emoji(f":{NASTY}:") == Markup.escape(f":{NASTY}:")


def test_deeply_nested_marks_are_no_trouble(world: World) -> None:
    """A thousand marks inside each other are drawn without going round in circles."""
    said = "".join(f"{'*_~'[n % 3]}a " for n in range(1000)) + "".join(f" a{'*_~'[n % 3]}" for n in range(1000))
    assert only_our_tags(str(mrkdwn(said, reader_of(world))))


def test_the_picker_offers_what_can_be_drawn() -> None:
    """Every emoji of the picker can be drawn, with a skin tone too."""
    assert all(character(name) for name in PICKER)
    assert character("+1::skin-tone-4") == EMOJI["+1"] + "\U0001f3fd"
