"""The figures of a page as tables, for files: CSV, and XLSX with a sheet for each. Of words, those of promises alone.

Words follow their authors, who may take them back; a file that was handed out cannot follow. A promise is a leader's
word to a team, which nobody takes back: it is kept, moved or dropped, and the file says which.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.content.spreadsheet import Row, Sheet
from bot.enquiries.export import heard_in_words
from bot.insight.outcomes import STATES as STATES_OF_QUESTIONS
from bot.insight.promised import MOVED
from bot.pages.facts import AreaSoFar, GapBefore, LeadersPage, Line, WeekOfQuestions
from bot.pages.then_and_now import NOT_ASKED, change, gap_of, gaps_at_start

COLUMNS = (
    "campaign", "by", "week", "tier", "area", "group", "figures", "heard", "share_of_team", "now", "needed", "gap",
    "views_split", "ratings_of", "gap_at_start", "change_since_start", "campaign_before", "gap_before",
    "change_since_before", "privacy_notice",
)  # fmt: skip
THEME_COLUMNS = ("week", "area", "group", "theme", "people")
CAME_OF_IT_COLUMNS = ("week", "area", "put_to_you_on", "questions", *STATES_OF_QUESTIONS, "talks_offered")
PROMISE_COLUMNS = (
    "promised_on", "week", "area", "teams", "promise", "owner", "who_can_say_yes", "first_due_on", "due_on", "state",
    "times_moved", "kept_on", "reason",
)  # fmt: skip
STATES = {
    "shown": "shown",
    "few": "withheld: too few people took part",
    "waiting": "not yet added up",
    "open": "not yet: the week is open",
    "upcoming": "not asked yet",
    "missed": "not asked that week",
    "gone": "kept no longer",
}
SHARES = {"few": "a few", "third": "about a third", "half": "about half", "most": "most", "nearly": "nearly everyone"}
WIDTHS = {
    "group": 28,
    "area": 34,
    "tier": 24,
    "campaign": 24,
    "figures": 24,
    "theme": 34,
    "campaign_before": 24,
    "privacy_notice": 40,
    "promise": 60,
    "reason": 40,
}


def sheets_of_page(page: LeadersPage) -> Mapping[str, Sheet]:
    """Give the tables of a page, each under its name in an address; who leads nothing has no more than figures."""
    found = {"figures": sheet("Figures", COLUMNS, figures(page)), "themes": themes_sheet([page])}
    return {**found, **what_came_of_it(page)} if page.leads else found


def what_came_of_it(page: LeadersPage) -> Mapping[str, Sheet]:
    """Give the tables of what a leader was asked and has promised."""
    return {
        "questions": sheet("What came of it", CAME_OF_IT_COLUMNS, came_of_it(page)),
        "promises": sheet("Promises", PROMISE_COLUMNS, promises(page)),
    }


def themes_sheet(parts: Iterable[LeadersPage]) -> Sheet:
    """Give the themes of these breakdowns."""
    return sheet("Themes", THEME_COLUMNS, (row for page in parts for row in themes(page)))


def sheet(title: str, columns: Sequence[str], rows: Iterable[Row]) -> Sheet:
    """Make a table, with our widths."""
    return Sheet(title, columns, tuple(rows), WIDTHS)


def figures(page: LeadersPage) -> Iterator[Row]:
    """Give a row for each group and week, as the page has them; then and now as the report has it."""
    start, before = gaps_at_start(page), {(one.group, one.area): one for one in page.before}
    for tier in page.tiers:
        for area in tier.areas:
            for line in area.lines:
                yield {
                    "campaign": page.campaign,
                    "by": page.level.value,
                    "week": area.week,
                    "tier": tier.title,
                    "area": area.title,
                    "group": _group(line),
                    **_of_line(line),
                    **_since_start(line, start.get((area.key, line.name))),
                    **_since_before(line, before.get((line.name, area.key))),
                    "privacy_notice": page.notice,
                }


def themes(page: LeadersPage) -> Iterator[Row]:
    """Give a row for each theme that is shown."""
    for area, line in _lines(page):
        for theme in line.themes:
            people = theme["people"] if theme["people"] is not None else heard_in_words(list(theme["band"]))
            yield {
                "week": area.week,
                "area": area.title,
                "group": _group(line),
                "theme": theme["title"],
                "people": people,
            }


def came_of_it(page: LeadersPage) -> Iterator[Row]:
    """Give a row for each digest: how many questions it put, how many talks were offered from it."""
    for week in page.timeline:
        yield {
            "week": week.week,
            "area": week.area_title,
            "put_to_you_on": week.issued_at.date().isoformat(),
            "questions": len(week.put) + week.more,
            **_states(week),
            "talks_offered": len(week.talks),
        }


def promises(page: LeadersPage) -> Iterator[Row]:
    """Give a row for each promise on the page, with what people are called there."""
    for one in page.promises:
        yield {
            "promised_on": one.made_at.date().isoformat(),
            "week": one.week,
            "area": one.area_title,
            "teams": ", ".join(one.teams),
            "promise": one.text,
            "owner": page.names.get(one.owner, ""),
            "who_can_say_yes": page.names.get(one.decider or "", ""),
            "first_due_on": one.first_due_on.isoformat(),
            "due_on": one.due_on.isoformat(),
            "state": "late" if one.late else one.state,
            "times_moved": sum(change.what == MOVED for change in one.history),
            "kept_on": one.kept_at.date().isoformat() if one.kept_at else "",
            "reason": one.why,
        }


def _states(week: WeekOfQuestions) -> Row:
    """How many questions stand how; those from before there were records stand nowhere."""
    states = [put.outcome.state for put in week.put if put.outcome]
    return {state: states.count(state) for state in STATES_OF_QUESTIONS}


def _of_line(line: Line) -> Row:
    rated: Mapping[str, Any] = line.ratings or {}
    whole = line.all_teams and rated.get("all_teams", True)
    return {
        "figures": STATES[line.state],
        "heard": heard_in_words(list(line.heard)) if line.heard else "",
        "share_of_team": SHARES[line.share] if line.share else "",
        **{scale: rated.get(scale) for scale in ("now", "needed", "gap")},
        "views_split": "yes" if rated.get("split") else "",
        "ratings_of": "" if not rated else "the larger teams" if not whole else "all who are in it",
    }


def _since_start(line: Line, then: float | None) -> Row:
    """Beside the week whose question was asked again."""
    return {"gap_at_start": then, "change_since_start": change(then, gap_of(line))}


def _since_before(line: Line, then: GapBefore | None) -> Row:
    """Beside the campaign in which the framework ran before."""
    gap = then.gap if then and line.state not in NOT_ASKED else None
    return {
        "campaign_before": then.campaign if then and gap is not None else "",
        "gap_before": gap,
        "change_since_before": change(gap, gap_of(line)),
    }


def _lines(page: LeadersPage) -> Iterator[tuple[AreaSoFar, Line]]:
    return ((area, line) for area in page.areas for line in area.lines)


def _group(line: Line) -> str:
    return line.name or "all together"
