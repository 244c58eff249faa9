"""The texts environment: what is escaped, what passes, what is refused, and how dates and counts are shown."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.content.errors import TextError
from bot.content.markup import SlackText, escape, link, quote
from bot.content.sandboxed import sandboxed
from bot.content.texts import Texts

LABELS = """
button: {answer: Answer, skip: "Skip"}
band: {fewer: "fewer than {below}", range: "{low} to {high}", more: "{low} or more"}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty texts folder with English labels."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "labels.yaml").write_text(LABELS, encoding="utf-8")
    return tmp_path


def say(root: Path, source: str, language: str = "en", zone: str = "UTC", **facts: object) -> str:
    """Write one template and render it."""
    path = root / "en" / "talk" / "say.j2"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return Texts(root).render("talk/say", facts, language=language, zone=zone)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<!channel> look", "&lt;!channel&gt; look"),
        ("<@U1>", "&lt;@U1&gt;"),
        ("<https://x.example|bank>", "&lt;https://x.example|bank&gt;"),
        ("R&D", "R&amp;D"),
        ('We\'ve said "yes"', 'We\'ve said "yes"'),
        ("line\n> not a quote", "line\n&gt; not a quote"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_peoples_words_are_escaped_and_nothing_else(root: Path, words: str, shown: str) -> None:
    """A person's words cannot ping, link or quote, and their quotes and apostrophes stay as typed."""
    assert say(root, "{{ words }}", words=words) == shown


def test_words_are_never_run_as_a_template(root: Path) -> None:
    """Template code inside an answer is shown as typed."""
    assert say(root, "{{ words }}", words="{{ 7 * 7 }} {% raw %}") == "{{ 7 * 7 }} {% raw %}"


def test_slack_text_passes_and_joins_with_words(root: Path) -> None:
    """Markup passes once, and joining it with plain words escapes only the words."""
    mentions = "{{ users | map('mention') | join(', ') }} & {{ note }}"
    assert say(root, mentions, users=["U1", "W2"], note=SlackText("*ok*")) == "<@U1>, <@W2> & *ok*"
    assert SlackText("<@U1>") + "<b>" == "<@U1>&lt;b&gt;"
    assert "<b>" + SlackText("<@U1>") == "&lt;b&gt;<@U1>"
    assert escape(escape("&")) == "&amp;"


def test_include_carries_markup_through(root: Path) -> None:
    """An included template keeps its markup, language and zone."""
    (root / "en" / "who.j2").write_text("{{ user | mention }} at {{ at | time }}", encoding="utf-8")
    at = datetime(2026, 7, 7, 9, tzinfo=UTC)
    assert say(root, "Hello {% include 'who.j2' %}", zone="Europe/London", user="U1", at=at) == "Hello <@U1> at 10:00"


@pytest.mark.parametrize(
    "source", ["{{ 'Ann' | mention }}", "{{ 'U1> <!channel' | mention }}", "{{ 'general' | channel }}"]
)
def test_mentions_refuse_what_is_not_an_id(root: Path, source: str) -> None:
    """A name or an injected ping cannot pass as an id."""
    with pytest.raises(TextError, match=r"Slack (user|channel) id"):
        say(root, source)


def test_channel_and_link_filters(root: Path) -> None:
    """Channels and links are written in Slack's form, and a label cannot break out of a link."""
    assert say(root, "{{ c | channel }}", c="C1") == "<#C1>"
    assert say(root, "{{ url | link(label) }}", url="https://x.example/?a=1&b=2", label="a>b|c\nd") == (
        "<https://x.example/?a=1&amp;b=2|a&gt;b/c d>"
    )
    assert say(root, "{{ link(url, 'Page') }}", url="https://x.example") == "<https://x.example|Page>"
    for bad in ("javascript:alert(1)", "https://x.example/ y", "slack://open"):
        with pytest.raises(TextError, match="https"):
            link(bad, "x")


def test_quote_marks_every_line(root: Path) -> None:
    """Each line of an answer is quoted, and its own markup is escaped."""
    assert say(root, "{{ words | quote }}", words="one\n<two>\n") == "> one\n> &lt;two&gt;"
    assert quote("") == ""


def test_missing_and_empty_facts_are_errors(root: Path) -> None:
    """A template never prints a hole: a missing fact, a missing attribute or None is refused by name."""
    with pytest.raises(TextError, match="'area' is undefined"):
        say(root, "{{ area }}")
    with pytest.raises(TextError, match="title"):
        say(root, "{{ area.title }}", area={"key": "x"})
    with pytest.raises(TextError, match="None"):
        say(root, "{{ area }}", area=None)


def test_template_errors_name_the_template(root: Path) -> None:
    """A missing or malformed template is one sentence with its name and line."""
    with pytest.raises(TextError, match=r"talk/say\.j2, line 2"):
        say(root, "fine\n{% if %}")
    with pytest.raises(TextError, match="no template nowhere"):
        Texts(root).render("nowhere", {})
    with pytest.raises(TextError, match="unsafe"):
        say(root, "{{ words.__class__.__mro__ }}", words="x")


def test_dates_follow_zone_and_language(root: Path) -> None:
    """Moments are shown in the reader's zone and language; local dates do not move."""
    at = datetime(2026, 7, 7, 23, 30, tzinfo=UTC)
    assert say(root, "{{ at | datetime }}", zone="Europe/London", at=at) == "Wednesday 8 July, 00:30"
    assert say(root, "{{ at | date }}", at="2026-07-07T23:30:00Z") == "Tuesday 7 July"
    assert say(root, "{{ day | date }}", zone="Pacific/Kiritimati", day=date(2026, 1, 6)) == "Tuesday 6 January"
    assert say(root, "{{ day | date('short') }} {{ day | date('year') }}", day="2026-01-06") == "6 Jan 6 January 2026"
    with pytest.raises(TextError, match="no zone"):
        say(root, "{{ at | date }}", at=datetime(2026, 7, 7))  # noqa: DTZ001
    with pytest.raises(TextError, match="no date"):
        say(root, "{{ at | date }}", at="tomorrow")
    with pytest.raises(TextError, match="time of day"):
        say(root, "{{ day | time }}", day="2026-01-06")
    with pytest.raises(TextError, match="no style"):
        say(root, "{{ day | date('huge') }}", day="2026-01-06")


def test_another_language_has_its_own_template_dates_and_plurals(root: Path) -> None:
    """A Welsh template shows Welsh dates and plural forms; what Welsh lacks is wholly English."""
    (root / "cy" / "talk").mkdir(parents=True)
    source = "{{ day | date }}: {{ n | plural(zero='dim', two='{n} gi', other='{n} ci') }}"
    (root / "cy" / "talk" / "dogs.j2").write_text(source, encoding="utf-8")
    texts = Texts(root)
    day = "2026-01-06"
    assert texts.render("talk/dogs", {"day": day, "n": 2}, language="cy") == "Dydd Mawrth 6 Ionawr: 2 gi"
    assert texts.render("talk/dogs", {"day": day, "n": 0}, language="cy") == "Dydd Mawrth 6 Ionawr: dim"
    assert say(root, "{{ day | date }}", language="cy", day=day) == "Tuesday 6 January"
    assert texts.labels("cy")["button.answer"] == "Answer"


def test_plural_and_band(root: Path) -> None:
    """Counts are worded by rule, and counts of people are shown in bands."""
    form = "{{ n | plural(one='{n} person', other='{n} people') }}"
    assert [say(root, form, n=n) for n in (0, 1, 1200)] == ["0 people", "1 person", "1,200 people"]
    bands = {3: "fewer than 5", 5: "5 to 9", 10: "10 to 19", 49: "20 to 49", 99: "50 to 99", 100: "100 or more"}
    assert {n: say(root, "{{ n | band }}", n=n) for n in bands} == bands
    assert say(root, "{{ n | band(12) }}", n=12) == "12 to 19"
    assert say(root, "{{ pair | band }}", pair=(20, None)) == "20 or more"
    with pytest.raises(TextError, match="'other'"):
        say(root, "{{ 1 | plural(one='x') }}")


def test_result_is_tidy(root: Path) -> None:
    """Rendered text is stripped and never holds more than one empty line."""
    assert say(root, "\n\nA\n{% if false %}\nx\n{% endif %}\n\n\n\n\nB\n\n") == "A\n\nB"


def test_labels_name_what_is_missing(root: Path) -> None:
    """A missing label, file or malformed file is a sentence that names the file."""
    labels = Texts(root).labels()
    assert (labels["button.skip"], len(labels), "button.none" in labels) == ("Skip", 5, False)
    with pytest.raises(TextError, match=r"labels\.yaml: there is no label 'button\.none'"):
        labels["button.none"]
    (root / "en" / "labels.yaml").write_text("yes: 1", encoding="utf-8")
    with pytest.raises(TextError, match="quotes"):
        Texts(root).labels()
    (root / "en" / "labels.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(TextError, match="not valid YAML"):
        Texts(root).labels()
    (root / "en" / "labels.yaml").unlink()
    with pytest.raises(TextError, match="missing"):
        Texts(root).labels()


def test_render_line_and_utterances(root: Path) -> None:
    """A sentence of a pack is filled in as plain words, escaped once by the template that prints it."""
    texts = Texts(root)
    line = texts.render_line("Think of {{ priority.title }}.", {"priority": {"title": "a&b {{ 1 }}"}})
    assert line == "Think of a&b {{ 1 }}."
    assert say(root, "{{ line }}", line=line) == "Think of a&amp;b {{ 1 }}."
    with pytest.raises(TextError, match="undefined"):
        texts.render_line("{{ nothing }}", {})
    assert texts.utterances() == ("talk/say",)


def test_what_was_compiled_once_is_each_readers_own(root: Path) -> None:
    """A template compiled by one is drawn with the labels of another; one that was changed is read anew by both."""
    first, second = Texts(root), Texts(root)
    assert say(root, "{{ 'a&b' }} {{ n | band }}", n=7) == "a&amp;b 5 to 9"
    assert first.render("talk/say", {"n": 7}) == "a&amp;b 5 to 9"
    (root / "en" / "labels.yaml").write_text(LABELS.replace("{low} to {high}", "{low}–{high}"), encoding="utf-8")
    assert second.render("talk/say", {"n": 7}) == "a&amp;b 5–9"
    (root / "en" / "talk" / "say.j2").write_text("{{ 'c&d' }}", encoding="utf-8")
    assert [one.render("talk/say", {}) for one in (first, second)] == ["c&amp;d", "c&amp;d"]
    assert sandboxed([root / "en"], as_markup=False).get_template("talk/say.j2").render() == "c&d"


def test_sentence_adds_only_a_missing_end(root: Path) -> None:
    """A reason typed without a full stop still reads as a sentence."""
    ends = {"It helps": "It helps.", "It helps. ": "It helps.", "Ready?": "Ready?", "": ""}
    assert {words: say(root, "{{ w | sentence }}", w=words) for words in ends} == ends
