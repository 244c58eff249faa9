"""The story's two files: who is in it, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.content.packs import find_packs, load_pack
from bot.content.readability import grade
from bot.content.readability import words as words_of
from bot.content.rules import line_findings
from bot.insight.cues import ENGLISH
from bot.insight.probes import why
from demo.cast import Cast, CastPerson, build_workspace, load_cast
from demo.words import AREAS, AreaWords, Words, load_words
from demo.world import plan_of

KINDS = list(AreaWords.model_fields)
LEAST = {"open": 8, "sceptical": 4, "private": 10, "brief": 5, "to_leaders": 4, "follow_ups": 6}
IN_THE_THREAD = ("open", "sceptical", "private")


def texts(words: Words, *kinds: str) -> list[tuple[str, str]]:
    """Every text of the kinds, with the area it is about."""
    return [
        (f"{name}/{kind}", line.text)
        for name, area in words.areas.items()
        for kind in kinds or KINDS
        for line in getattr(area, kind)
    ]


def test_everyone_in_the_story_is_somebody_else(cast: Cast) -> None:
    """No two people share an id, a name or a handle, and ids look like Slack's."""
    people = cast.people()
    for field in ("id", "name"):
        assert max(Counter(getattr(person, field) for person in people).values()) == 1
    assert all(re.fullmatch(r"U[A-Z0-9]{8,10}", person.id) for person in people)
    workspace = build_workspace(cast, lambda: cast.begins)
    handles = [user.name for user in workspace.users.values()]
    assert len(handles) == len(set(handles)) == len(people) + 1  # and the bot


def test_each_team_has_leaders_who_do_not_answer(cast: Cast) -> None:
    """Each team is led by people of the cast who are not among its staff, and each channel is one team's."""
    leaders = {leader.id for leader in cast.leaders}
    for team in cast.teams:
        assert team.leaders
        assert set(team.leaders) <= leaders
        assert not {person.id for person in team.people} & set(team.leaders)
    assert {leader for team in cast.teams for leader in team.leaders} == leaders
    assert len({team.channel for team in cast.teams}) == len({team.slug for team in cast.teams}) == len(cast.teams)


def test_the_town_holds_what_a_demo_has_to_show(cast: Cast) -> None:
    """There are two organisations, every manner of answering, and a team too quiet for its figures to be shown."""
    assert len({team.organisation for team in cast.teams}) == 2
    manners = {person.manner for team in cast.teams for person in team.people}
    assert manners == {"talkative", "sceptical", "private", "brief", "quiet"}
    speaking = [sum(person.manner != "quiet" for person in team.people) for team in cast.teams]
    assert min(speaking) < cast.campaign.threshold <= max(speaking)


def test_the_story_s_campaign_can_be_scheduled(cast: Cast) -> None:
    """The campaign is one the service takes: a pack there is, a start to come, priorities with reasons."""
    plan = plan_of(cast)
    assert plan.pack in find_packs(Path("content/packs"))
    assert cast.begins.date() < cast.campaign.start
    assert all(priority.title and priority.reason for priority in plan.priorities)


def test_an_unknown_manner_is_refused() -> None:
    """A manner that nobody knows how to play is an error and not a quiet person."""
    with pytest.raises(ValidationError, match="manner"):
        CastPerson.model_validate({"id": "U1", "name": "A", "title": "B", "manner": "talkativ"})


def areas_of(folder: Path) -> list[str]:
    """The keys of a pack's areas."""
    return [area.key for area in load_pack(folder).areas]


def test_there_are_words_for_each_area_of_the_pack(cast: Cast, words: Words) -> None:
    """Every area of the pack has enough lines of each kind, and no area is there that the pack has not."""
    pack = load_pack(find_packs(Path("content/packs"))[cast.campaign.pack])
    assert tuple(area.key for area in pack.areas) == AREAS
    others = {key for folder in find_packs(Path("content/packs")).values() for key in areas_of(folder)} - set(AREAS)
    assert others == set(words.like), "a visitor may plan any pack that is there"
    assert set(words.like.values()) <= set(AREAS)
    assert words.about("of-a-pack-of-their-own", len(AREAS) + 2) is words.areas[AREAS[1]]
    assert set(words.areas) == set(AREAS)
    for area in words.areas.values():
        assert {kind: len(getattr(area, kind)) >= least for kind, least in LEAST.items()} == dict.fromkeys(LEAST, True)


def test_each_team_can_speak_in_its_own_voice(cast: Cast, words: Words) -> None:
    """Lines belong to teams that exist, and in each area each team's people find enough lines not to repeat them."""
    slugs = {team.slug for team in cast.teams}
    lines = [line for area in words.areas.values() for kind in KINDS for line in getattr(area, kind)]
    assert {line.team for line in lines} - {None} == slugs
    for team in cast.teams:
        manners = Counter(person.manner for person in team.people)
        for area in words.areas.values():
            own = area.lines(team.slug)
            assert len(own["open"]) >= manners["talkative"]
            assert len(own["sceptical"]) >= manners["sceptical"]
            assert len(own["private"]) >= manners["private"]
            assert len(own["brief"]) >= manners["brief"]


def test_lines_are_plain_text_of_a_fitting_length(words: Words) -> None:
    """No line needs escaping or holds what content may not hold, and those of answers have 8 to 45 words and tell."""
    for place, text in [*texts(words), ("worrying", words.worrying.text)]:
        assert not set("&<>*_`") & set(text), (place, text)
        assert list(line_findings(place, text)) == []
        assert text == " ".join(text.split())
    for place, text in texts(words, *IN_THE_THREAD):
        assert 8 <= len(words_of(text)) <= 45, (place, text)
        assert not text.endswith("?"), (place, text)
    for place, text in texts(words, "to_leaders"):
        assert text.endswith("?"), (place, text)


def test_no_line_is_said_twice(words: Words) -> None:
    """Each line stands once in the whole file, so that a difference between lines is a difference between people."""
    assert [text for text, times in Counter(text for _, text in texts(words)).items() if times > 1] == []


def test_people_speak_plainly(words: Words) -> None:
    """Every line of a sentence or more reads at grade 8 or lower."""
    hard = [(place, text) for place, text in texts(words) if len(words_of(text)) > 5 and grade(text) > 8]
    assert hard == []


def test_only_the_worrying_line_worries(cast: Cast, words: Words) -> None:
    """The one line that needs care is met with care by the coach, and no other line is taken for one."""
    assert why(words.worrying.text, ENGLISH) == "safety"
    assert [text for _, text in texts(words) if why(text, ENGLISH) in {"safety", "declined"}] == []
    assert words.worrying.team in {team.slug for team in cast.teams}


def test_too_few_lines_are_refused(tmp_path: Path, words: Words) -> None:
    """A file with too few lines of a kind is refused by the name of the kind."""
    short = words.model_dump(mode="json")
    short["areas"]["culture"]["private"] = short["areas"]["culture"]["private"][:3]
    file = tmp_path / "short.yaml"
    file.write_text(str(short), encoding="utf-8")  # Python's literals are YAML's here
    with pytest.raises(ValidationError, match="private"):
        load_words(file)


def test_the_files_are_read_from_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cast: Cast) -> None:
    """The story is found whatever directory the command is started in."""
    monkeypatch.chdir(tmp_path)
    assert load_cast() == cast
    assert load_words().worrying.text
