"""Reads a campaign from a YAML file. Every problem names the file and the key.

The file's shape is `content/campaigns/example.yaml`. Reading checks form only; whether the plan can be carried out is
for `plan.find_problems`, whose findings `in_file` puts into the same words.
"""

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.campaigns.plan import USUAL_THRESHOLD, CampaignPlan, Priority, TeamPlan
from bot.campaigns.readers import ReaderPlan
from bot.campaigns.rhythm import STANDARD
from bot.content.packs import OneKeyLoader
from bot.content.sentences import place, sentence
from bot.errors import FieldProblem

#: Fields of the form that have another name in the file.
_KEYS = {"priority": "priorities", "priority_reason": "priorities", "leaders": "teams → leaders"}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Team(_Record):
    channel: str
    leaders: tuple[str, ...] = ()
    name: str = ""
    organisation: str = ""
    zone: str | None = None
    off_slack: int | None = None


class _Priority(_Record):
    title: str
    reason: str


class _Reader(_Record):
    person: str
    kind: str
    organisation: str | None = None
    every: int | None = None
    at: str | None = None


class _CampaignFile(_Record):
    name: str
    pack: str
    start: date
    zone: str
    teams: tuple[_Team, ...]
    threshold: int = USUAL_THRESHOLD
    language: str = "en"
    holidays: str | None = None
    priorities: tuple[_Priority, ...] = ()
    rhythm: str | dict[str, str] = STANDARD
    readers: tuple[_Reader, ...] | None = None
    sponsor: str | None = None

    @field_validator("rhythm", mode="plain")
    @classmethod
    def _name_or_times(cls, given: object) -> object:
        if isinstance(given, dict):
            return {str(kind): str(slot) for kind, slot in given.items()}
        if isinstance(given, str):
            return given
        raise ValueError("must be a name such as “tuesday”, or keys and values such as “close: Thu 17:00”")


class PlanFileProblem(FieldProblem):
    """A campaign file cannot be used; the message has a line for each problem, with the file and the key."""


def load_plan(path: Path) -> CampaignPlan:
    """Read a campaign's plan. Raises `PlanFileProblem`."""
    data = _mapping(path)
    try:
        found = _CampaignFile.model_validate(data)
    except ValidationError as error:
        lines = [f"{path}: {place(item['loc'], data)}: {_sentence(item)}" for item in error.errors()]
        raise PlanFileProblem(str(error.errors()[0]["loc"][0]), "\n".join(dict.fromkeys(lines))) from error
    return CampaignPlan(
        name=found.name,
        pack=found.pack,
        start=found.start,
        zone=found.zone,
        teams=tuple(TeamPlan(**dict(team)) for team in found.teams),
        threshold=found.threshold,
        language=found.language,
        holidays=found.holidays,
        priorities=tuple(Priority(one.title, one.reason) for one in found.priorities),
        rhythm=found.rhythm,
        readers=None if found.readers is None else tuple(ReaderPlan(**dict(one)) for one in found.readers),
        sponsor=found.sponsor,
    )


def in_file(path: Path, problem: FieldProblem) -> PlanFileProblem:
    """Put a problem of a plan into the words of the file it came from."""
    return PlanFileProblem(problem.field, f"{path}: {_KEYS.get(problem.field, problem.field)}: {problem.sentence}")


def _mapping(path: Path) -> dict[str, object]:
    try:
        data = yaml.load(_read(path), Loader=OneKeyLoader)  # noqa: S506 - a safe loader that is stricter
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PlanFileProblem("", f"{path}{line}: This is not valid YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise PlanFileProblem("", f"{path}: This is not a YAML file; it holds characters that YAML has not.") from error
    if not isinstance(data, dict):
        raise PlanFileProblem("", f"{path}: Write keys and values, such as “name: Our campaign”.")
    return data


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PlanFileProblem("", f"{path}: There is no such file.") from error
    except OSError as error:
        raise PlanFileProblem("", f"{path}: This file cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise PlanFileProblem("", f"{path}: This is not a text file in UTF-8.") from error


def _sentence(found: ErrorDetails) -> str:
    match found["type"]:
        case kind if kind.startswith("date"):
            return "must be a date such as 2027-01-12"
        case kind if kind.startswith("int"):
            return "must be a whole number"
        case _:
            return sentence(found, _CampaignFile)
