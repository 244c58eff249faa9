"""The files around the code keep their promises: pinned packages, explained exceptions, no trace of a machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT, text, tracked_files

PYPROJECT = tomllib.loads(text("pyproject.toml"))
# Built from pieces, so that this file does not hold what it looks for.
REGISTRIES = ("py" + r"pi\.org", "python" + r"hosted\.org", r"registry\.npm" + r"js\.org", r"deb\.deb" + r"ian\.org")
SOMEBODYS = r"""(?:^|[ "'=(`])/(?:wo""" + "rk|fa" + "rm|ro" + "ot|ho" + "me/[a-z]+|t" + "mp/waymark)/"
HOSTS_AND_PLACES = re.compile("|".join([*REGISTRIES, "index" + r"-url[ =]+http", SOMEBODYS]), re.MULTILINE)
NOT_OUR_WORD = re.compile("anonym" + "ous", re.IGNORECASE)
PRODUCT = ("bot/", "content/", "demo/", "sandbox/", "manifest.yaml", "README.md", "CHANGELOG.md")
REASON = re.compile(r'^\s*"(?P<rule>[A-Z]+[0-9]*)",\s*# (?P<reason>.{12,})$')

# file -> why it names the word the product never uses.
NAMES_THE_WORD = {"bot/insight/cues.py": "it notices when people ask whether they are"}


def faults_in_requirements(compiled: str, wanted: list[str]) -> Iterator[str]:
    """Each package that is not pinned, has no hash, is missing, or has a version nobody asked for."""
    pins: dict[str, Version] = {}
    for entry in re.split(r"\n(?=[a-zA-Z0-9])", compiled.strip()):
        match = re.match(r"([A-Za-z0-9_.-]+)(?:\[[^]]*])?==([^ ;\\]+)", entry)
        if match is None:
            yield f"{entry.splitlines()[0]}: not pinned"
            continue
        pins[canonicalize_name(match[1])] = Version(match[2])
        if "--hash=sha256:" not in entry:
            yield f"{match[1]}: no hash"
    for requirement in map(Requirement, wanted):
        pinned = pins.get(canonicalize_name(requirement.name))
        if pinned is None:
            yield f"{requirement.name}: missing"
        elif pinned not in requirement.specifier:
            yield f"{requirement.name}: {pinned} is not {requirement.specifier}"


def unexplained_rules(pyproject: str) -> Iterator[str]:
    """Each ignored lint rule that has no reason on its line."""
    inside = False
    for line in pyproject.splitlines():
        begins = re.match(r'^(ignore|"[^"]+") = \[', line)
        inside = inside or bool(begins)
        if inside and re.search(r'"[A-Z]+[0-9]*"', line) and not REASON.match(line):
            yield line.strip()
        if line.rstrip().endswith("]"):
            inside = False


def test_run_time_packages_are_pinned() -> None:
    """requirements.txt pins and hashes every package that pyproject.toml asks for."""
    wanted = PYPROJECT["project"]["dependencies"] + PYPROJECT["project"]["optional-dependencies"]["build"]
    assert list(faults_in_requirements(text("requirements.txt"), wanted)) == []


def test_development_packages_are_pinned() -> None:
    """requirements-dev.txt holds the same pins and everything the tests need."""
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = PYPROJECT["project"]["dependencies"] + extras["build"] + extras["dev"]
    assert list(faults_in_requirements(text("requirements-dev.txt"), wanted)) == []
    pins = re.compile(r"^[A-Za-z0-9_.\[\]-]+==[^ ;\\]+", re.MULTILINE)
    assert set(pins.findall(text("requirements.txt"))) <= set(pins.findall(text("requirements-dev.txt")))


def test_a_loose_package_is_seen() -> None:
    """A package without pin, without hash, missing or too old is named."""
    compiled = "alpha==1.0 \\\n    --hash=sha256:00\nbeta==2.0\ngamma>=3\n"
    assert list(faults_in_requirements(compiled, ["alpha>=2", "delta"])) == [
        "beta: no hash",
        "gamma>=3: not pinned",
        "alpha: 1.0 is not >=2",
        "delta: missing",
    ]


def test_every_ignored_rule_has_its_reason() -> None:
    """No lint rule is switched off without saying why."""
    assert list(unexplained_rules(text("pyproject.toml"))) == []


def test_an_unexplained_rule_is_seen() -> None:
    """An ignored rule without a reason on its line is named, in the main list and in a file's own."""
    bad = 'ignore = [\n    "E501",\n    "S101",  # a test asserts, that is its work\n]\n"tests/**" = ["D102"]\n'
    assert list(unexplained_rules(bad)) == ['"E501",', '"tests/**" = ["D102"]']


def test_no_trace_of_a_machine() -> None:
    """No tracked file names a package registry's host or a directory of somebody's machine."""
    found = {name: match[0] for name in tracked_files() if (match := HOSTS_AND_PLACES.search(text(name)))}
    assert found == {}


@pytest.mark.parametrize("trace", ["https://py" + "pi.org/simple", "see /wo" + "rk/notes", "'/ro" + "ot/.cache'"])
def test_a_trace_is_seen(trace: str) -> None:
    """A registry's host or a machine's directory is found in a line of text."""
    assert HOSTS_AND_PLACES.search(trace)


def test_the_product_promises_no_more_than_it_keeps() -> None:
    """The product never uses the word that promises more than a coded link can keep."""
    inside = [name for name in tracked_files() if name.startswith(PRODUCT)]
    assert {name for name in inside if NOT_OUR_WORD.search(text(name))} == set(NAMES_THE_WORD)


def test_the_word_is_seen() -> None:
    """The word is found whatever its case."""
    assert NOT_OUR_WORD.search("Your answer is ANONYM" + "OUS.")


def test_the_procfile_starts_three_processes() -> None:
    """The Procfile migrates on release and starts a web process and a worker, each by a waymark command."""
    lines = dict(line.split(": ", 1) for line in text("Procfile").splitlines())
    assert list(lines) == ["release", "web", "worker"]
    assert [shlex.split(line)[0] for line in lines.values()] == ["waymark"] * 3


@pytest.mark.parametrize("process", ["release", "web", "worker"])
def test_the_procfile_refuses_sqlite(process: str) -> None:
    """Each process of the Procfile refuses SQLite in one clear sentence and ends with an error."""
    line = dict(line.split(": ", 1) for line in text("Procfile").splitlines())[process]
    program = Path(sys.executable).with_name(shlex.split(line)[0])
    environment = {"DATABASE_URL": "sqlite+aiosqlite:///:memory:", "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [program, *shlex.split(line)[1:]], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode != 0
    assert "PostgreSQL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_makefile_explains_its_targets() -> None:
    """Each target a newcomer would guess is there, with a line for `make help`."""
    explained = set(re.findall(r"^([a-z-]+):.*## .+$", text("Makefile"), re.MULTILINE))
    expected = {"help", "setup", "demo", "test", "test-full", "lint", "types", "format", "requirements", "diagrams"}
    assert explained >= expected | {"screenshots", "clean", "contracts"}


def test_the_top_level_is_explained() -> None:
    """CONTRIBUTING.md's table names everything at the top of the tree, and nothing that is not there."""
    section = text("CONTRIBUTING.md").split("## What is where")[1].split("\n## ")[0]
    named = {
        name.rstrip("/")
        for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    there = {name.split("/")[0] for name in tracked_files()}
    assert named == there


def test_what_holds_each_promise_is_there() -> None:
    """Each line of SECURITY.md's table names a test, and that test is there."""
    rows = re.findall(r"^\| .+ \| (`tests/.+`) \|$", text("SECURITY.md"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(rows) == text("SECURITY.md").count("\n| ") - 1
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_decisions_are_listed() -> None:
    """Each decision is numbered without a gap and linked from the list of decisions."""
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    assert [name for name in records if f"({name})" not in text("docs/decisions/README.md")] == []
