"""Reading packs: both shipped ones are whole, snapshots keep them, and malformed ones are refused by file and key."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from bot.content.errors import PackError
from bot.content.packs import find_packs, load_pack, pack_from_json, pack_languages, pack_to_json
from bot.content.schema import NEEDED_PROBES, Area, Pack

PACKS = Path("content/packs")
FRAMEWORK = PACKS / "innovation-framework"
#: How many detailed questions each area of the framework asks, in its order.
DETAILED = [3, 3, 8, 5, 6, 6, 3]


@pytest.fixture(params=["innovation-framework", "first-steps"])
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each shipped pack."""
    return load_pack(PACKS / request.param)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of our own pack, to be broken."""
    return copytree(PACKS / "first-steps", tmp_path / "first-steps")


def change(path: Path, alter: Callable[[dict], object]) -> None:
    """Alter one YAML file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    alter(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def refusal(folder: Path) -> str:
    """Load a broken pack and return what the error says."""
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


def test_the_framework_has_seven_areas_in_three_tiers_and_a_review_week() -> None:
    """The framework's areas stand in its order, residents first, under its three tiers; then comes a look back."""
    framework = load_pack(FRAMEWORK)
    assert [area.key for area in framework.areas] == (
        ["residents", "vision", "leadership", "strategy", "culture", "people", "delivery", "looking-back"]
    )
    assert [area.tier for area in framework.areas] == (
        ["central-focus", *["key-drivers"] * 3, *["key-enablers"] * 3, "review"]
    )
    assert [tier.key for tier in framework.tiers] == ["central-focus", "key-drivers", "key-enablers", "review"]
    assert [framework.start_of(area) for area in framework.areas] == [*[None] * 7, framework.area("culture")]


def test_each_of_the_34_questions_has_its_place_in_the_source() -> None:
    """Every detailed question of the framework is there once, lettered in the order of the source."""
    framework = load_pack(FRAMEWORK)
    places = [[question.source for question in area.questions] for area in framework.areas if not area.repeats]
    assert places == [[f"{n}{'abcdefgh'[i]}" for i in range(count)] for n, count in enumerate(DETAILED, 1)]
    assert sum(len(area) for area in places) == 34
    assert {question.source for question in framework.area("looking-back").questions} == {None}, "the review is ours"


def test_the_framework_is_credited() -> None:
    """The credit names the documents with their dates, the article's author, and the four bodies."""
    credit = load_pack(FRAMEWORK).credit
    assert [source.title for source in credit.sources if source.author == "Paul Conneely"] == ["Towards Innovation"]
    assert all(source.date for source in credit.sources)
    assert len(credit.bodies) == 4
    about = load_pack(FRAMEWORK).about
    assert all(name in about for name in (*credit.bodies, "Paul Conneely", "6 October 2014"))


def test_every_area_of_the_framework_holds_all_its_parts() -> None:
    """Each area has a lesson, a priority line, resources, and looks back at residents from the second week on."""
    framework = load_pack(FRAMEWORK)
    for area in framework.areas:
        assert area.lesson
        assert area.priority_line
        assert area.resources
    assert all("We began with" in area.residents_question for area in framework.areas[1:])
    assert {tag for area in framework.areas for question in area.questions for tag in question.tags} == (
        {"workforce", "culture", "engagement", "productivity"}
    )
    assert [question.key for area in framework.areas for question in area.questions if question.sensitive] == (
        ["people.fairness"]
    )


def test_a_pack_can_follow_up_every_answer(pack: Pack) -> None:
    """Every area has a probe for each kind of answer, finds its parts by key, and asks open, single questions."""
    for area in pack.areas:
        for when in NEEDED_PROBES:
            assert area.probes_for(when)[0].when == when
        for probe in area.probes:
            assert area.probe(probe.key) == probe
            assert "why" not in probe.text.lower()
            assert probe.text.endswith("?")
        assert area.probe(area.neutral_probe.key).when == "default"
        assert area.question(area.questions[0].key) == area.questions[0]
        assert area.theme(area.themes[0].key) == area.themes[0]
        assert pack.area(area.key) == area
        assert pack.tier(area.tier).key == area.tier
        with pytest.raises(KeyError):
            area.question("nowhere.nothing")


def test_keys_are_unique_across_a_pack(pack: Pack) -> None:
    """No two questions, themes or probes of a pack share a key, so a stored key means one thing."""
    keys = [
        key
        for area in pack.areas
        for key in (
            *(question.key for question in area.questions),
            *(theme.key for theme in area.themes),
            *(probe.key for probe in (*area.probes, area.neutral_probe)),
        )
    ]
    assert len(keys) == len(set(keys))


def test_a_snapshot_keeps_the_whole_pack(pack: Pack) -> None:
    """A campaign's snapshot reads back equal, and a damaged one is refused."""
    assert pack_from_json(pack_to_json(pack)) == pack
    with pytest.raises(PackError, match="stored pack: areas"):
        pack_from_json(pack_to_json(pack).replace('"areas"', '"arias"'))


def test_packs_are_found_by_folder() -> None:
    """The packs are listed by the name of their folder, with their languages."""
    found = find_packs(PACKS)
    assert list(found) == ["first-steps", "innovation-framework"]
    assert pack_languages(found["first-steps"]) == ("en",)


def test_a_second_language_is_another_folder(broken: Path) -> None:
    """A translation needs a folder and a line, no code; a language that is not listed is refused."""
    copytree(broken / "en", broken / "cy")
    change(broken / "pack.yaml", lambda data: data.update(languages=["en", "cy"]))
    change(broken / "cy" / "words.yaml", lambda data: data.update(title="Pedair wythnos"))
    assert load_pack(broken, "cy").title == "Pedair wythnos"
    with pytest.raises(PackError, match="not written in 'fr'"):
        load_pack(broken, "fr")


AREA = "en/areas/notice.yaml"


@pytest.mark.parametrize(
    ("file", "alter", "said"),
    [
        (AREA, lambda d: d.update(themes=d["themes"][:3]), "themes: needs 5 to 8 themes, found 3"),
        (AREA, lambda d: d.pop("headline"), "headline: is missing; add it"),
        (AREA, lambda d: d.update(headlin=d.pop("headline")), "headlin: is not a known key; did you mean 'headline'?"),
        (AREA, lambda d: d.update(zzz=1), "zzz: is not a known key; take it out"),
        (AREA, lambda d: d.update(headline="x" * 151), "headline: is too long: 151 characters, at most 150"),
        (AREA, lambda d: d.update(headline=""), "headline: is empty"),
        (AREA, lambda d: d.update(headline=True), "headline: must be text; put quotes around it"),
        (AREA, lambda d: d.update(title="R&D"), "title: must be one line without &, < and >"),
        (AREA, lambda d: d.update(why="One. Two. Three."), "why: needs two sentences, found 3"),
        (AREA, lambda d: d["questions"][1].pop("short"), "questions → 2 (notice.twice) → short: is missing"),
        (AREA, lambda d: d["questions"][0].update(key="try.x"), "questions: the key 'try.x' must begin with 'notice.'"),
        (AREA, lambda d: d["questions"].append(d["questions"][0]), "questions: the key 'notice.snag' is used twice"),
        (
            AREA,
            lambda d: d["questions"][0].update(key="Bad Key"),
            "questions → 1 (Bad Key) → key: may hold small letters",
        ),
        (AREA, lambda d: d["questions"][0].update(tags=["fun"]), "tags → 1: must be one of 'workforce', 'culture'"),
        (AREA, lambda d: d.update(questions="none"), "questions: must be a list"),
        (
            AREA,
            lambda d: d["probes"].pop(0),
            "probes: needs a probe for each of thin, problem, idea, blocked, done; none for thin",
        ),
        (AREA, lambda d: d["neutral_probe"].update(when="done"), "neutral_probe: must have when: default"),
        (AREA, lambda d: d.update(neutral_probe=7), "neutral_probe: must be a set of keys and values"),
        (AREA, lambda d: d.update(tier="act"), "tier: is set by pack.yaml"),
        ("pack.yaml", lambda d: d.update(key="other"), "key: must be the name of its folder, 'first-steps'"),
        ("pack.yaml", lambda d: d.update(version="1"), "version: must be a version such as 1.0.0"),
        ("pack.yaml", lambda d: d.update(languages=["English"]), "languages → 1: must be a language code"),
        ("pack.yaml", lambda d: d["areas"].pop(), "tell.yaml: this area is not listed under areas in pack.yaml"),
        ("pack.yaml", lambda d: d["areas"].append({"key": "rest", "tier": "act"}), "rest.yaml: this file is missing"),
        ("pack.yaml", lambda d: d["areas"][0].update(tier="gone"), "area notice names the tier 'gone'"),
        ("en/words.yaml", lambda d: d["tiers"].pop("act"), "tiers: needs a title for each of look, act"),
    ],
)
def test_a_malformed_pack_is_refused_by_file_and_key(
    broken: Path, file: str, alter: Callable[[dict], object], said: str
) -> None:
    """The error names the file and the key in one readable sentence."""
    change(broken / file, alter)
    message = refusal(broken)
    assert said in message
    assert str(broken) in message


def test_every_fault_of_a_file_is_named_at_once(broken: Path) -> None:
    """A person mends a file in one go: each fault has its own line."""
    change(broken / AREA, lambda data: data.update(headline="", why="One."))
    assert len(refusal(broken).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: A\n  why: B", "line 2: this is not valid YAML: mapping values are not allowed"),
        ("title: A\ntitle: B", "line 2: this is not valid YAML: the key 'title' is written twice"),
        ("just words", "must hold keys and values"),
        ("", "must hold keys and values"),
    ],
)
def test_broken_yaml_is_refused_by_file_and_line(broken: Path, text: str, said: str) -> None:
    """What is no YAML, or says one thing twice, is refused with its place."""
    (broken / AREA).write_text(text, encoding="utf-8")
    message = refusal(broken)
    assert "notice.yaml" in message
    assert said in message


def test_a_missing_file_is_named(broken: Path) -> None:
    """A pack without its about text is refused by the name of the file."""
    (broken / "en" / "about.md").unlink()
    assert refusal(broken).endswith("about.md: this file is missing; add it")


def test_a_pack_is_pure_frozen_data(pack: Pack) -> None:
    """Nobody can change a pack that the core holds."""
    area: Area = pack.areas[0]
    with pytest.raises(ValueError, match="frozen"):
        area.title = "other"  # type: ignore[misc]  # it is frozen: that is the point
    assert hash(area.questions[0]) == hash(pack.area(area.key).questions[0])
