"""Reads packs from disk and keeps snapshots of them.

A pack is a folder: `pack.yaml` (what no language changes: key, version, order, credit) and one folder per language with
`words.yaml` (titles, summary), `about.md` and `areas/<area>.yaml`. This module is an edge: it reads files; what it
returns is pure data. Every failure is a PackError whose lines name file and key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from bot.content.errors import Fault, PackError
from bot.content.quick_yaml import SafeLoader
from bot.content.schema import Area, Credit, Key, Language, Option, Pack, Paragraph, Record, Tier, Version
from bot.content.sentences import pack_error


class AreaPlace(Record):
    """Where an area stands: its tier; its place in the list is its week. It may ask again what an earlier one did."""

    key: Key
    tier: Key
    repeats: Key | None = None


class PackFile(Record):
    """`pack.yaml`: the part of a pack that is the same in every language."""

    key: Key
    version: Version
    languages: tuple[Language, ...]
    tiers: tuple[Key, ...]
    areas: tuple[AreaPlace, ...]
    credit: Credit


class WordsFile(Record):
    """`<language>/words.yaml`: the pack's own words. `reviewed_by` names the role that checked a translation."""

    title: Option
    summary: Paragraph
    tiers: dict[str, Option]
    reviewed_by: str | None = None


Part = TypeVar("Part", PackFile, WordsFile, Area)


class OneKeyLoader(SafeLoader):
    """YAML that refuses a key written twice, where the plain loader silently keeps the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        """Build a mapping; raises a YAML error when a key comes twice."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def find_packs(root: Path) -> dict[str, Path]:
    """List the packs under `content/packs`: key (the folder's name) → folder, in alphabetical order."""
    return {path.parent.name: path.parent for path in sorted(root.glob("*/pack.yaml"))}


def pack_languages(folder: Path) -> tuple[Language, ...]:
    """List the languages a pack is written in. Raises PackError when `pack.yaml` cannot be read."""
    return _part(folder / "pack.yaml", PackFile).languages


def load_pack(folder: Path, language: str = "en") -> Pack:
    """Read one pack in one language. Raises PackError, whose lines each name a file and a key."""
    manifest = _part(folder / "pack.yaml", PackFile)
    if manifest.key != folder.name:
        raise PackError(Fault(str(folder / "pack.yaml"), "key", f"must be the name of its folder, '{folder.name}'"))
    if language not in manifest.languages:
        raise PackError(Fault(str(folder / "pack.yaml"), "languages", f"this pack is not written in '{language}'"))
    words_path = folder / language / "words.yaml"
    words = _part(words_path, WordsFile)
    return _assembled(folder, manifest, words, language, _tiers(words_path, manifest, words))


def pack_to_json(pack: Pack) -> str:
    """Write a snapshot, for a campaign to keep the version it started with."""
    return pack.model_dump_json()


def pack_from_json(text: str) -> Pack:
    """Read a snapshot. Raises PackError when it does not fit the schema."""
    try:
        return Pack.model_validate_json(text)
    except ValidationError as error:
        raise pack_error("stored pack", error, None, Pack) from error


def _assembled(folder: Path, manifest: PackFile, words: WordsFile, language: str, tiers: tuple[Tier, ...]) -> Pack:
    _no_stray_areas(folder, manifest, language)
    data: dict[str, object] = {
        "key": manifest.key,
        "version": manifest.version,
        "language": language,
        "languages": manifest.languages,
        "title": words.title,
        "summary": words.summary,
        "reviewed_by": words.reviewed_by,
        "about": _read(folder / language / "about.md"),
        "credit": manifest.credit,
        "tiers": tiers,
        "areas": tuple(_area(folder / language / "areas", place, n) for n, place in enumerate(manifest.areas, 1)),
    }
    try:
        return Pack.model_validate(data)
    except ValidationError as error:
        raise pack_error(str(folder / "pack.yaml"), error, data, Pack) from error


def _area(folder: Path, place: AreaPlace, number: int) -> Area:
    path = folder / f"{place.key}.yaml"
    given: dict[str, object] = {"key": place.key, "tier": place.tier, "number": number, "repeats": place.repeats}
    return _part(path, Area, given)


def _tiers(path: Path, manifest: PackFile, words: WordsFile) -> tuple[Tier, ...]:
    if set(words.tiers) != set(manifest.tiers):
        raise PackError(Fault(str(path), "tiers", f"needs a title for each of {', '.join(manifest.tiers)}"))
    return tuple(Tier(key=key, title=words.tiers[key]) for key in manifest.tiers)


def _no_stray_areas(folder: Path, manifest: PackFile, language: str) -> None:
    known = {area.key for area in manifest.areas}
    for path in sorted((folder / language / "areas").glob("*.yaml")):
        if path.stem not in known:
            raise PackError(Fault(str(path), "", "this area is not listed under areas in pack.yaml; add it there"))


def _part(path: Path, model: type[Part], given: dict[str, object] | None = None) -> Part:
    data = _mapping(path)
    for key in given or {}:
        if key in data:
            raise PackError(Fault(str(path), key, "is set by pack.yaml and the file's name; take it out here"))
    try:
        return model.model_validate({**(given or {}), **data})
    except ValidationError as error:
        raise pack_error(str(path), error, data, model) from error


def _mapping(path: Path) -> dict[str, object]:
    try:
        data = yaml.load(_read(path), Loader=OneKeyLoader)  # noqa: S506 - a safe loader that is stricter
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PackError(Fault(str(path), line, f"this is not valid YAML: {error.problem}")) from error
    if not isinstance(data, dict):
        raise PackError(Fault(str(path), "", "must hold keys and values, such as 'title: Our pack'"))
    return data


def _read(path: Path) -> str:
    if not path.is_file():
        raise PackError(Fault(str(path), "", "this file is missing; add it"))
    return path.read_text(encoding="utf-8")
