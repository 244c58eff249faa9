"""A whole pack as plain text, in the order in which people meet it. Pure: what fills in templates is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import fill

from bot.content.schema import Area, Pack

WIDTH = 96
#: Fills in a templated sentence with facts (`Texts.render_line`).
FillIn = Callable[[str, Mapping[str, object]], str]


def preview(pack: Pack, fill_in: FillIn, *, priorities: Iterable[Mapping[str, str]] = ()) -> str:
    """Write out a pack: about, then each week's prompt, thread, themes, follow-ups and what leaders are asked.

    `priorities` are those of a campaign (title, reason); the first stands in each week's prompt, as in a campaign's
    first week. Without any, the priority line is left out, as it is in Slack.
    """
    known = list(priorities)
    parts = [
        f"{pack.title} ({pack.key} {pack.version}, {pack.language})\n{'=' * WIDTH}",
        _wrapped(pack.summary),
        "\n\n".join(_wrapped(part) for part in fill_in(pack.about, {"priorities": known}).split("\n\n")),
        *(_area(pack, area, fill_in, known) for area in pack.areas),
        _credit(pack),
    ]
    return "\n\n".join(parts) + "\n"


def _area(pack: Pack, area: Area, fill_in: FillIn, priorities: list[Mapping[str, str]]) -> str:
    heading = f"Week {area.number} of {len(pack.areas)} · {pack.tier(area.tier).title} · {area.title}"
    return "\n".join([heading, "-" * WIDTH, *_prompt(area, fill_in, priorities), *_behind(area)])


def _prompt(area: Area, fill_in: FillIn, priorities: list[Mapping[str, str]]) -> Iterator[str]:
    yield _wrapped(area.why)
    yield _wrapped(f"Question of the week: {area.headline}")
    if area.priority_line and priorities:
        yield _wrapped(fill_in(area.priority_line, {"priority": priorities[0]}))
    yield from _titled("In the thread", (_question(q.text, q.source, q.sensitive) for q in area.questions))
    yield _wrapped(f"Try this: {area.experiment}")
    yield _wrapped(f"Residents: {area.residents_question}")
    if area.lesson:
        yield _wrapped(f"Learned elsewhere: {area.lesson}")


def _behind(area: Area) -> Iterator[str]:
    yield from _titled("Themes to tap", (f"{theme.title}: {theme.description}" for theme in area.themes))
    probes = [f"[{probe.when}] {probe.text}" for probe in area.probes]
    yield from _titled("Follow-ups, one at most", [*probes, f"[any] {area.neutral_probe.text}"])
    yield _wrapped(f"Leaders are asked: {area.leader_question}")
    if area.resources:
        read = (", ".join(str(part) for part in (r.title, r.source, r.year) if part) for r in area.resources)
        yield from _titled("To read", read)


def _question(text: str, source: str | None, sensitive: bool) -> str:
    marks = [mark for mark in (source, "best answered in private" if sensitive else None) if mark]
    return f"{text} ({', '.join(marks)})" if marks else text


def _credit(pack: Pack) -> str:
    lines = [_wrapped(f"Where it comes from: {pack.credit.note}")]
    named = ((source.title, source.author, source.publisher, source.date) for source in pack.credit.sources)
    lines.extend(_item(", ".join(part for part in parts if part)) for parts in named)
    lines.extend(_item(body) for body in pack.credit.bodies)
    return "\n".join(lines)


def _titled(title: str, items: Iterable[str]) -> Iterator[str]:
    yield f"{title}:"
    yield from (_item(item) for item in items)


def _item(text: str) -> str:
    return fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _wrapped(text: str) -> str:
    return "\n".join(fill(line, WIDTH) for line in text.splitlines())
