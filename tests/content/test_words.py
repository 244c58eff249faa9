"""What the shipped words obey: easy to read, our own, without contact data, short enough for Slack."""

import json
from pathlib import Path

import pytest
import yaml

from bot.content.check import area_texts, check
from bot.content.packs import OneKeyLoader, find_packs, load_pack
from bot.content.preview import preview
from bot.content.readability import grade, sentences, syllables, words
from bot.content.rules import line_findings, spoken
from bot.content.schema import Pack
from bot.content.texts import Texts
from tests.content.ngrams import hashed, runs

CONTENT = Path("content")
PACKS = [load_pack(folder) for folder in find_packs(CONTENT / "packs").values()]
SOURCE = set((Path(__file__).parent / "source_ngrams.txt").read_text(encoding="utf-8").split())


def names(pack: Pack) -> set[str]:
    """Runs of words that are names of bodies and documents, which may stand as they are."""
    titles = [*pack.credit.bodies, *(source.title for source in pack.credit.sources)]
    titles += [resource.title for area in pack.areas for resource in area.resources]
    return {run for title in titles for run in runs(title)}


def test_the_content_folder_has_no_findings() -> None:
    """The check that authors run finds nothing in what we ship."""
    assert [str(finding) for finding in check(CONTENT)] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_every_text_is_easy_to_read(pack: Pack) -> None:
    """Each question, hint and follow-up reads at grade 8 or lower, and half of the questions at grade 5 or lower."""
    for area in pack.areas:
        for place, text in area_texts(area):
            plain = spoken(text)
            assert len(words(plain)) < 6 or grade(plain) <= 8, (area.key, place, text)
    grades = sorted(grade(question.text) for area in pack.areas for question in area.questions)
    assert grades[len(grades) // 2] <= 5


def test_no_sentence_is_copied_from_the_sources() -> None:
    """No run of six words in any content file stands in the source documents, names of bodies and documents apart."""
    allowed = set().union(*(names(pack) for pack in PACKS))
    for path in sorted(CONTENT.rglob("*")):
        if path.suffix in {".yaml", ".md", ".j2"}:
            copied = {run for run in runs(path.read_text(encoding="utf-8")) if hashed(run) in SOURCE}
            assert copied - allowed == set(), path


def test_the_test_for_copies_would_find_one() -> None:
    """The stored hashes are those of the sources: six words of the framework are recognised."""
    assert len(SOURCE) > 800
    assert {hashed(run) for run in runs("Sufficient resources and time devoted to innovations?")} <= SOURCE


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("see http://tinyurl.com/abc", "short link"),
        ("see bit.ly/abc.", "short link"),
        ("write to ann.lee@council.example", "e-mail"),
        ("ring 020 7946 0018", "phone"),
        ("ring +44 (0)20 7946 0018", "phone"),
        ("it is Anonymous", "promise"),
        ("hello @channel", "call to everyone"),
        ("hello <!here>", "call to everyone"),
    ],
)
def test_what_may_not_stand_in_content_is_found(line: str, said: str) -> None:
    """Short links, contact data, a promise we cannot keep and calls to everyone are found by line."""
    (finding,) = line_findings("file", f"fine\n{line}")
    assert finding.key == "line 2"
    assert said in finding.problem


@pytest.mark.parametrize(
    "line", ["start: 2027-01-12", "about.com and habit.lyon", "at 10:00 in 2012, 2013 and 2014", "1.0.0", "<@U1>"]
)
def test_what_may_stand_is_left_alone(line: str) -> None:
    """Dates, versions, ordinary hosts and mentions are no findings."""
    assert list(line_findings("file", line)) == []


def write(root: Path, name: str, text: str) -> None:
    """Write one content file."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_check_finds_what_is_wrong_and_does_not_stop(tmp_path: Path) -> None:
    """One run names every fault: no pack, hard words, a bad tag, a macro, missing labels."""
    hard = "Organisational transformation necessitates considerable interdepartmental collaboration immediately."
    write(tmp_path, "texts/en/hard.j2", hard)
    write(tmp_path, "texts/en/bad.j2", "{% if %}")
    write(tmp_path, "texts/en/twice.j2", "{% set who %}{{ user | mention }}{% endset %}")
    write(tmp_path, "texts/en/easy.j2", "{% set n = 1 %}Hello {{ name }}, we are glad to see you here today.")
    found = {(Path(finding.file).name, finding.problem.split(":")[0]) for finding in check(tmp_path)}
    assert found == {
        ("packs", "there is no pack here"),
        ("labels.yaml", str(tmp_path / "texts" / "en" / "labels.yaml")),
        ("hard.j2", "is hard to read"),
        ("bad.j2", "this is not valid Jinja"),
        ("twice.j2", "the tag 'set' would escape names and links twice"),
    }


def test_check_compares_languages_and_fills_in_lines(tmp_path: Path) -> None:
    """A translation that lacks a key, a line that asks for an unknown fact, and a malformed pack are findings."""
    for path in (CONTENT / "packs" / "first-steps").rglob("*.*"):
        relative = path.relative_to(CONTENT)
        write(tmp_path, str(relative), path.read_text(encoding="utf-8"))
        write(tmp_path, str(relative).replace("/en/", "/cy/"), path.read_text(encoding="utf-8"))
    write(tmp_path, "texts/en/labels.yaml", "a: Answer")
    pack = tmp_path / "packs" / "first-steps"
    write(pack, "pack.yaml", (pack / "pack.yaml").read_text(encoding="utf-8").replace("[en]", "[en, cy]"))
    area = yaml.safe_load((pack / "cy/areas/try.yaml").read_text(encoding="utf-8"))
    area["questions"].pop()
    area["priority_line"] = "Think of {{ goal }}."
    write(pack, "cy/areas/try.yaml", yaml.safe_dump(area))
    assert {(finding.key, finding.problem.split(":")[0]) for finding in check(tmp_path)} == {
        ("try.sign", "is not in every language of the pack (en, cy)"),
        ("priority_line", "this sentence cannot be filled in"),
    }
    write(pack, "pack.yaml", "key: first-steps")
    assert {finding.key for finding in check(tmp_path)} == {"version", "languages", "tiers", "areas", "credit"}


def test_reading_grade_is_the_published_formula() -> None:
    """The grade follows Flesch and Kincaid, and syllables and sentences are counted as people say them."""
    spoken_as = {"idea": 3, "people": 2, "residents": 3, "changed": 1, "needed": 2, "something": 2, "colleague": 2}
    spoken_as |= {"table": 2, "useful": 2, "trying": 2, "the": 1, "create": 2, "priority": 4, "didn't": 2, "whole": 1}
    assert {word: syllables(word) for word in spoken_as} == spoken_as
    assert words("We've 12 <@U1> ideas :tada:") == ["We've", "one", "ideas"]
    assert len(sentences("One. Two?\n• Three\n\n…")) == 3
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59, abs=0.01)
    assert grade("") == 0


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_preview_shows_everything_people_meet(pack: Pack) -> None:
    """The preview of a pack holds each text that people may see, with the priority in its place."""
    fill_in = Texts(CONTENT / "texts").render_line
    shown = " ".join(preview(pack, fill_in, priorities=[{"title": "Warm homes", "reason": "It is cold"}]).split())
    for area in pack.areas:
        for place, text in area_texts(area):
            if place != "priority_line" and "short" not in place:
                assert " ".join(text.split()) in shown
    assert shown.count("Warm homes") == len(pack.areas) + 1
    assert "Warm homes" not in preview(pack, fill_in)


def test_the_example_campaign_fits_its_documents() -> None:
    """The example campaign names a real pack and language, starts on a Tuesday, and gives each priority a reason."""
    campaign = yaml.safe_load((CONTENT / "campaigns" / "example.yaml").read_text(encoding="utf-8"))
    assert campaign["language"] in load_pack(CONTENT / "packs" / campaign["pack"]).languages
    assert campaign["start"].strftime("%A") == "Tuesday"
    assert all(priority["reason"] for priority in campaign["priorities"])
    assert json.loads(json.dumps(campaign["teams"]))


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yaml")), ids=lambda path: path.relative_to(CONTENT).as_posix())
def test_no_key_stands_twice(path: Path) -> None:
    """In no file of ours does a later line quietly take the place of an earlier one of the same name."""
    yaml.load(path.read_text(encoding="utf-8"), Loader=OneKeyLoader)  # noqa: S506 - a safe loader that is stricter
