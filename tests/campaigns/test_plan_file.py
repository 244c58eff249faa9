"""A campaign file is read strictly: every problem names the file and the key."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.campaigns.plan import NEVER_BELOW, Priority, Surroundings, find_problems
from bot.campaigns.plan_file import PlanFileProblem, in_file, load_plan
from bot.campaigns.rhythm import PRESETS, parse_rhythm
from bot.settings import ROOT

EXAMPLE = ROOT / "content" / "campaigns" / "example.yaml"
SMALL = """
name: Spring
pack: innovation-framework
start: 2026-09-01
zone: Europe/London
teams:
  - channel: C0HOUSING
    leaders: [U0LEADER]
"""


def written(folder: Path, text: str) -> Path:
    """Write a campaign file."""
    path = folder / "campaign.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_plan_that_can_be_carried_out() -> None:
    """The example in the repository is read whole and has no problem."""
    plan = load_plan(EXAMPLE)
    assert [team.name for team in plan.teams] == ["Housing repairs", "Community nurses"]
    assert plan.teams[1].leaders == ("U0LEADER02", "U0LEADER03")
    assert plan.priorities[0] == Priority("Faster repairs at home", "Some people wait nine months for a grab rail.")
    assert parse_rhythm(plan.rhythm).to_dict() == PRESETS["tuesday"]
    around = Surroundings(datetime(2027, 1, 1, tzinfo=UTC), {plan.pack: frozenset({"en"})})
    assert list(find_problems(plan, around)) == []


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    """A short file is enough: threshold, language, rhythm and the rest have defaults."""
    plan = load_plan(written(tmp_path, SMALL))
    assert (plan.threshold, plan.language, plan.holidays, plan.priorities, plan.start) == (
        5, "en", None, (), date(2026, 9, 1),
    )  # fmt: skip
    assert plan.threshold >= NEVER_BELOW
    assert (plan.teams[0].organisation, plan.teams[0].off_slack) == ("", None)
    some = SMALL.replace("    leaders: [U0LEADER]", "    leaders: [U0LEADER]\n    off_slack: 4")
    assert load_plan(written(tmp_path, some)).teams[0].off_slack == 4


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("name: Spring", "", ["name: is missing"]),
        ("name: Spring", "nmae: Spring", ["name: is missing", "nmae: is not a known key; did you mean 'name'"]),
        ("start: 2026-09-01", "start: soon", ["start: must be a date such as 2027-01-12"]),
        ("start: 2026-09-01", "start: 1.5", ["start: must be a date such as 2027-01-12"]),
        ("name: Spring", "name: [1]", ["name: must be text"]),
        ("name: Spring", "name: Spring\nthreshold: many", ["threshold: must be a whole number"]),
        ("name: Spring", "name: Spring\nrhythm: 5", ["rhythm: must be a name such as"]),
        ("    leaders: [U0LEADER]", "    leaders: U0LEADER", ["teams → 1 → leaders: must be a list"]),
        ("    leaders: [U0LEADER]", "    off_slack: some", ["teams → 1 → off_slack: must be a whole number"]),
        ("channel: C0HOUSING", "room: C0HOUSING", ["1 → channel: is missing", "1 → room: is not a known"]),
        ("name: Spring", "name: Spring\nname: Autumn", ["line 3: This is not valid YAML: the key 'name' is"]),
        ("name: Spring", "name: 'Spring", ["This is not valid YAML"]),
        ("name: Spring", "name: Spring\npriorities:\n  - title: Faster", ["priorities → 1 → reason: is missing"]),
    ],
)  # fmt: skip
def test_a_malformed_file_names_file_and_key(tmp_path: Path, old: str, new: str, lines: list[str]) -> None:
    """Each mistake gives a line with the file, the key and a sentence."""
    path = written(tmp_path, SMALL.replace(old, new))
    with pytest.raises(PlanFileProblem) as refused:
        load_plan(path)
    said = refused.value.sentence.splitlines()
    assert len(said) == len(lines)
    for line, part in zip(said, lines, strict=True):
        assert line.startswith(str(path))
        assert part in line


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"just words", "Write keys and values"),
        (b"", "Write keys and values"),
        (b"\xff\xfe\xff", "UTF-8"),
        (b"name: \x07", "not a YAML file"),
    ],
)
def test_what_is_no_campaign_file_is_refused(tmp_path: Path, content: bytes, part: str) -> None:
    """Anything else than keys and values in UTF-8 is refused with a sentence that names the file."""
    path = tmp_path / "campaign.yaml"
    path.write_bytes(content)
    with pytest.raises(PlanFileProblem, match=part) as refused:
        load_plan(path)
    assert str(path) in refused.value.sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file, and a folder in its place, are told apart in a sentence."""
    with pytest.raises(PlanFileProblem, match="There is no such file"):
        load_plan(tmp_path / "none.yaml")
    with pytest.raises(PlanFileProblem, match="cannot be read"):
        load_plan(tmp_path)


def test_a_problem_of_the_plan_is_told_in_the_files_words(tmp_path: Path) -> None:
    """What the form calls priority is called priorities in a file, and the sentence says so."""
    text = SMALL + "priorities:\n  - title: Faster\n    reason: ''\n"
    path = written(tmp_path, text)
    around = Surroundings(datetime(2026, 8, 1, tzinfo=UTC), {"innovation-framework": frozenset({"en"})})
    (problem,) = find_problems(load_plan(path), around)
    assert in_file(path, problem).sentence == f"{path}: priorities: {problem.sentence}"
