"""The papers say what the product does, because both read it off the same tables."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.campaigns.plan import USUAL_THRESHOLD
from bot.cli import build
from bot.content.readability import grade
from bot.content.texts import Texts
from bot.dialogues.coaching.unlinked import MODES
from bot.papers.facts import facts_of
from bot.papers.kept import CODES, GROUPS, SLACK_IDS, kept
from bot.papers.powers import POWERS, ROLES, SCOPES
from bot.papers.writing import PAPERS, write
from bot.retention.rules import BY_AGE, NOT_PURGED, RULES
from bot.retention.stages import Stage, Terms
from bot.roles import ALLOWED, Permission, Role
from bot.settings import ROOT, Settings
from bot.storage.models import Base

SETTINGS = Settings(
    WAYMARK_ORGANISATION="Northbridge Council",
    WAYMARK_CONTACT="dpo@northbridge.example",
    WAYMARK_COMPLAINTS="https://northbridge.example/complain",
    WAYMARK_PRIVACY_NOTICE="https://northbridge.example/privacy",
    WAYMARK_MASTER_KEY=SecretStr("not for the papers"),
)
STAFF_READ = [paper for paper in PAPERS if paper != "dpia"]
PERSONAL = re.compile(r"user|author|leader|member|actor|owner|created_by|recipient|subject|person|target")
NOT_PERSONAL = {
    "answers.by_leader", "ratings.by_leader", "participations.by_leader",  # whether, not who
    "deliveries.owner",  # a process
}  # fmt: skip
KEEPS_OR_BRINGS = {
    "after meetings", "calendars", "deletions", "files", "helped", "meetings ahead", "promises", "replies due", "sums",
    "threads", "unlinked", "watch", "wider digests", "wishes",
}  # fmt: skip
PURGES = "retention"
FORGETS = {"memory": "seen_events"}


def test_every_table_is_told_of_once() -> None:
    """Each table of the database stands in one group of what is kept, and no group names one that is gone."""
    told = [table for group in GROUPS for table in group.tables]
    assert sorted(told) == sorted(Base.metadata.tables)


def test_every_column_about_somebody_is_known() -> None:
    """A column whose name says that it is about somebody counts as a Slack id or as a code."""
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    about = {f"{column.table.name}.{column.name}" for column in columns if PERSONAL.search(column.name)}
    known = {name for name in about if name.split(".")[1] in SLACK_IDS | CODES or name in SLACK_IDS}
    assert about - known == NOT_PERSONAL


def test_how_it_is_kept_is_read_off_the_columns() -> None:
    """Words are locked and carry a name or a code; ratings carry a code only; what is technical carries neither."""
    how = {group.what.split(",")[0].split(":")[0]: group for group in kept(Terms())}
    assert how["what people wrote"].how == (
        "locked with a key that is not in the database",
        "a code in place of the name",
        "Slack ids",
    )
    assert how["ratings from 1 to 5"].how == ("a code in place of the name",)
    assert {group.how for group in kept(Terms()) if not group.about_people} == {()}


def test_what_goes_by_itself_is_what_the_chores_forget() -> None:
    """The papers know each chore, because one that deletes needs its words in `bot/papers/kept.py`."""
    tree = ast.parse((ROOT / "bot/bootstrap.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Chore"]
    names = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(names) == len(calls)
    assert names == KEEPS_OR_BRINGS | set(FORGETS) | {PURGES}
    goes = {table for group in GROUPS if group.gone.startswith("after") for table in group.tables}
    assert goes == set(FORGETS.values())


def test_when_it_goes_is_what_the_purge_does() -> None:
    """What is said to go with people's words goes with them; what is said to stay is what the purge leaves alone."""
    raw = {rule.table for rule in RULES if rule.stage is Stage.RAW}
    for group in GROUPS:
        if group.gone.startswith("gone {raw} after the campaign"):
            assert set(group.tables) <= raw, group.what
        if group.gone == "as long as Waymark runs":
            assert set(group.tables) <= set(NOT_PURGED) | {"read_backs"}
        assert set(group.tables) <= {rule.table for rule in RULES} | set(BY_AGE) | set(NOT_PURGED)
    told = {group.what: group.gone for group in kept(Terms(1, 2, 30))}
    assert told["ratings from 1 to 5"] == "gone one month after the campaign’s end"
    assert told["who used which power over people’s data"] == "gone after 72 months"
    assert "figures 2 months, the rest 30 months" in told["what leaders were told, and what they offered"]


def test_every_role_permission_and_scope_has_words() -> None:
    """Nothing that somebody may do, or that Waymark may do in Slack, is left out of the papers."""
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
    assert set(ROLES) == set(Role)
    assert set(POWERS) == set(Permission) == set(ALLOWED)
    assert set(SCOPES) == set(manifest["oauth_config"]["scopes"]["bot"])


@pytest.mark.parametrize("permission", Permission)
def test_who_may_is_said_as_the_table_has_it(permission: Permission) -> None:
    """In the assessment each power stands beside the roles that hold it, and beside no other."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", write(SETTINGS, "dpia"), re.MULTILINE)
    said = {role for role, may in rows if POWERS[permission] in may.split("; ")}
    assert said == {ROLES[role] for role in ALLOWED[permission]}


@pytest.mark.parametrize("paper", STAFF_READ)
def test_what_staff_read_is_easy(paper: str) -> None:
    """Each paper for staff reads at grade 8 or lower as a whole, and so does each paragraph that is ours."""
    text = write(SETTINGS, paper)
    assert grade(text) <= 8
    for part in text.split("\n\n"):
        if len(part.split()) >= 12:
            assert grade(part) <= 8, part


def test_the_promises_are_those_of_the_form() -> None:
    """The notice repeats, of each way to answer, the label that stands at the moment of answering, word by word."""
    labels = Texts(SETTINGS.content / "texts").labels()
    notice = write(SETTINGS, "privacy-notice")
    assert [name for name, _ in facts_of(SETTINGS)["modes"]] == [labels[f"mode.{mode}"] for mode in MODES]
    for mode in MODES:
        assert f"- **{labels[f'mode.{mode}']}.** {labels[f'mode.{mode}_promise']}" in notice


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ("privacy-notice", "Northbridge Council answers for your data"),
        ("privacy-notice", "[dpo@northbridge.example](mailto:dpo@northbridge.example)"),
        ("privacy-notice", "within 30 days"),
        ("privacy-notice", "within one month"),
        ("privacy-notice", f"That is {USUAL_THRESHOLD} people"),
        ("privacy-notice", "Article 6(1)(e)"),
        ("complaints", "(https://northbridge.example/complain)"),
        ("complaints", "We say that we have it** within 30 days"),
        ("lawful-basis", "> Public task"),
        ("not-monitoring", "There is no report about a person."),
        ("dpia", "| staff, in Slack | Waymark |"),
        ("dpia", "section 164A"),
        ("dpia", "as a file its figures, what was promised and the words of ideas"),
    ],
)
def test_the_papers_hold_what_the_law_asks_for(paper: str, said: str) -> None:
    """Who answers, on what ground, whom to ask, where to complain and how fast one is answered."""
    assert said in write(SETTINGS, paper)


@pytest.mark.parametrize("paper", ["privacy-notice", "dpia"])
def test_email_is_told_of_where_there_is_a_server(paper: str) -> None:
    """Where a mail server is set the papers say who can read along; elsewhere they promise that nothing goes there."""
    server = {"smtp_host": "127.0.0.1", "smtp_security": "none", "mail_from": "waymark@northbridge.example"}
    with_mail, without = write(SETTINGS.model_copy(update=server), paper), write(SETTINGS, paper)
    assert "mail server" in with_mail
    assert "mail server" not in without
    assert ("Nothing goes anywhere else" in without) is (paper == "dpia")
    for part in with_mail.split("\n\n"):
        if "by e-mail" in part and paper == "privacy-notice":
            assert grade(part) <= 8, part


def test_a_setting_makes_no_markdown() -> None:
    """A name with markup in it stands as it was typed: no link, no heading, no HTML, no further table cell."""
    evil = "# A\n[b](https://evil.example) <img src=x> | *c* `d`"
    dpia = write(SETTINGS.model_copy(update={"organisation": evil, "lawful_basis": evil}), "dpia")
    drawn = MarkdownIt("commonmark", {"html": False}).enable("table").render(dpia)
    assert 'href="https://evil' not in drawn
    assert "<img" not in drawn
    assert drawn.count("<h1>") == 1
    assert "*c*" in drawn


def test_secrets_are_no_facts() -> None:
    """No paper can be made to print a token or a key."""
    assert "not for the papers" not in str(facts_of(SETTINGS))


def test_the_command_writes_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`waymark papers` writes five files, says what is not set, and writes over nothing that somebody changed."""
    monkeypatch.setenv("WAYMARK_CONTACT", "dpo@northbridge.example")
    folder = tmp_path / "papers"
    done = CliRunner().invoke(build(), ["papers", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    assert {path.stem for path in folder.iterdir()} == set(PAPERS)
    assert "WAYMARK_COMPLAINTS is not set." in done.output
    assert "(WAYMARK\\_COMPLAINTS is not set)" in (folder / "complaints.md").read_text(encoding="utf-8")
    assert CliRunner().invoke(build(), ["papers", "--out", str(folder)]).exit_code == 0
    (folder / "dpia.md").write_text("Signed off.", encoding="utf-8")
    refused = CliRunner().invoke(build(), ["papers", "--out", str(folder)])
    assert "dpia.md is there already" in str(refused.exception)
    assert (folder / "dpia.md").read_text(encoding="utf-8") == "Signed off."
    assert CliRunner().invoke(build(), ["papers", "--out", str(folder), "--replace"]).exit_code == 0
