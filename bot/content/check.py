"""`check(root)`: everything that can be found wrong in the content folder without running a campaign.

Rules: a finding is a sentence for a person who does not program, with the file, the place and the fix. The check reads
files and renders nothing for people; it never stops at the first finding. What the words must obey stands in
`bot.content.rules`, what a pack must hold in `bot.content.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.errors import ContentError, PackError
from bot.content.packs import find_packs, load_pack, pack_languages
from bot.content.rules import Finding, hard_to_read, line_findings, page_findings, template_findings
from bot.content.schema import Area, Pack
from bot.content.texts import Texts

SUFFIXES = {".yaml", ".md", ".j2"}
FOR_OFFICERS = {"dpia"}
"""Papers that staff do not read: they keep the words of the law."""
SAMPLE_PRIORITY = {"title": "Faster repairs at home", "reason": "Some people wait nine months"}


def check(root: Path) -> list[Finding]:
    """Check `content/`: packs, texts, labels, papers, pages, example campaigns. An empty list: all is well."""
    texts = Texts(root / "texts")
    return [
        *_lines(root),
        *_packs(root / "packs", texts),
        *_templates(root / "texts", texts),
        *_papers(root / "papers"),
        *_pages(root / "pages"),
    ]


def _lines(root: Path) -> Iterator[Finding]:
    for path in sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES):
        yield from line_findings(str(path), path.read_text(encoding="utf-8"))


def _packs(root: Path, texts: Texts) -> Iterator[Finding]:
    found = find_packs(root)
    if not found:
        yield Finding(str(root), "", "there is no pack here", "add a folder with a pack.yaml")
    for folder in found.values():
        try:
            packs = [load_pack(folder, language) for language in pack_languages(folder)]
        except PackError as error:
            for fault in error.faults:
                yield Finding(fault.file, fault.key, fault.problem, "content/README.md shows the form of each file")
            continue
        for pack in packs:
            yield from _pack(folder, pack, texts)
            yield from _same_shape(folder, packs[0], pack)


def _pack(folder: Path, pack: Pack, texts: Texts) -> Iterator[Finding]:
    spoken = folder / pack.language
    yield from hard_to_read(str(spoken / "words.yaml"), [("title", pack.title), ("summary", pack.summary)])
    yield from hard_to_read(str(spoken / "about.md"), [("", _without_names(pack))])
    yield from _fills_in(str(spoken / "about.md"), "", pack.about, texts)
    for area in pack.areas:
        file = str(spoken / "areas" / f"{area.key}.yaml")
        yield from hard_to_read(file, list(area_texts(area)))
        yield from _fills_in(file, "priority_line", area.priority_line or "", texts)


def area_texts(area: Area) -> Iterator[tuple[str, str]]:
    """List the texts of an area that people read, each with its place; titles of resources are others' words."""
    for name in ("title", "headline", "why", "experiment", "leader_question", "residents_question", "lesson"):
        yield name, getattr(area, name) or ""
    yield "priority_line", area.priority_line or ""
    for question in area.questions:
        yield f"questions → {question.key}", question.text
        yield f"questions → {question.key} → short", question.short
    for theme in area.themes:
        yield f"themes → {theme.key} → title", theme.title
        yield f"themes → {theme.key} → description", theme.description
    for probe in (*area.probes, area.neutral_probe):
        yield f"probes → {probe.key}", probe.text


def _without_names(pack: Pack) -> str:
    # Names of bodies and documents are long words that nobody can make shorter.
    about = pack.about
    for name in (*pack.credit.bodies, *(source.title for source in pack.credit.sources)):
        about = about.replace(name, "it")
    return about


def _fills_in(file: str, key: str, source: str, texts: Texts) -> Iterator[Finding]:
    try:
        texts.render_line(source, {"priority": SAMPLE_PRIORITY, "priorities": [SAMPLE_PRIORITY]})
    except ContentError as error:
        problem = f"this sentence cannot be filled in: {str(error).removeprefix(f'{source}: ')}"
        yield Finding(file, key, problem, "use priority.title and priority.reason only")


def _same_shape(folder: Path, first: Pack, other: Pack) -> Iterator[Finding]:
    missing = {key for area in first.areas for key in _keys(area)} ^ {
        key for area in other.areas for key in _keys(area)
    }
    for key in sorted(missing):
        problem = f"is not in every language of the pack ({first.language}, {other.language})"
        yield Finding(str(folder / other.language), key, problem, "give every language the same keys")


def _keys(area: Area) -> Iterator[str]:
    yield from (question.key for question in area.questions)
    yield from (theme.key for theme in area.themes)
    yield from (probe.key for probe in (*area.probes, area.neutral_probe))


def _templates(root: Path, texts: Texts) -> Iterator[Finding]:
    for language in sorted(path.name for path in root.glob("*") if path.is_dir()):
        try:
            labels = list(texts.labels(language).items())
        except ContentError as error:
            yield Finding(str(root / language / "labels.yaml"), "", str(error), "content/README.md shows the form")
            labels = []
        yield from hard_to_read(str(root / language / "labels.yaml"), labels)
        for utterance in texts.utterances(language):
            path = root / language / f"{utterance}.j2"
            yield from template_findings(str(path), path.read_text(encoding="utf-8"))


def _papers(root: Path) -> Iterator[Finding]:
    for path in sorted(root.glob("*/*.j2")):
        found = template_findings(str(path), path.read_text(encoding="utf-8"))
        yield from (one for one in found if path.stem not in FOR_OFFICERS or "hard to read" not in one.problem)


def _pages(root: Path) -> Iterator[Finding]:
    for path in sorted(root.glob("*/*.j2")):
        yield from page_findings(str(path), path.read_text(encoding="utf-8"))
