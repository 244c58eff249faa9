"""What stands on a page as tables, for files (CSV and XLSX). Of words, those of promises and ideas.

Words follow their authors, who may take them back; a file that was handed out cannot follow. A promise is a leader's
word to a team, which nobody takes back: it is kept, moved or dropped, and the file says which. An idea stands in its
team's channel, and without its words its way tells nothing; it has no names here, and the page says to take a fresh
file before it is passed on.
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
IDEA_COLUMNS = (
    "team", "week", "area", "priority", "need", "for_whom", "idea", "stage", "steps", "how_residents_take_part",
    "tried", "measure", "asked_of_leaders", "promised_then", "decided", "why", "spreads_to", "learned",
    "what_happened", "next_time",
)  # fmt: skip
STAGES = {
    "needed": "a need",
    "idea": "an idea",
    "experiment": "being tried",
    "decided": "decided",
    "spread": "spreading",
    "stopped": "stopped, and learned from",
}
STATES = {
    "shown": "shown",
    "few": "withheld: too few people took part",
    "waiting": "not yet added up",
    "open": "not yet: the week is open",
    "upcoming": "not asked yet",
    "missed": "not asked that week",
    "gone": "kept no longer",
}
ASKED = {"resources": "what is needed to try it", "red_tape": "a rule in the way", "reach": "who may learn from it"}
ANSWERS = {
    "waiting": "not answered yet",
    "yes": "yes",
    "no": "no",
    "more": "more is needed first",
    "removed": "the rule can go",
    "cannot": "it must stay",
    "passed": "passed on",
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
    "need": 50,
    "idea": 50,
    "tried": 40,
    "decided": 40,
    "learned": 40,
}


def sheets_of_page(page: LeadersPage) -> Mapping[str, Sheet]:
    """Give the tables of a page, each under its name in an address; who leads nothing has no more than figures."""
    found = {"figures": sheet("Figures", COLUMNS, figures(page)), "themes": themes_sheet([page])}
    return {**found, **what_came_of_it(page)} if page.leads else found


def what_came_of_it(page: LeadersPage) -> Mapping[str, Sheet]:
    """Give the tables of what a leader was asked and has promised, and of ideas."""
    return {
        "questions": sheet("What came of it", CAME_OF_IT_COLUMNS, came_of_it(page)),
        "promises": sheet("Promises", PROMISE_COLUMNS, promises(page)),
        "ideas": sheet("Ideas", IDEA_COLUMNS, ideas(page)),
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


def ideas(page: LeadersPage) -> Iterator[Row]:
    """Give a row for each idea: from the need to what came of it, without the name of anybody."""
    for one in page.ideas:
        tried, decided, learned = one.said("experiment"), one.said("decided"), one.learned
        yield {
            "team": one.team,
            "week": one.week,
            "area": one.area_title,
            "priority": one.priority,
            **{name: one.words.get(name, "") for name in ("need", "for_whom", "idea")},
            "stage": STAGES[one.stage],
            "steps": ", then ".join(STAGES[move.kind] for move in one.moves if move.kind in STAGES),
            "how_residents_take_part": tried.get("co_design") or tried.get("co_design_waived", ""),
            "tried": tried.get("test", ""),
            "measure": tried.get("measure", ""),
            "asked_of_leaders": "; ".join(f"{ASKED[what]}: {ANSWERS[state]}" for what, state in one.asks),
            "promised_then": "; ".join(promise.text for promise in one.promises),
            "decided": decided.get("decided", ""),
            "why": decided.get("why", ""),
            "spreads_to": one.said("spread").get("spread_to", ""),
            "learned": one.said("stopped").get("learned", ""),
            "what_happened": learned.said["happened"] if learned else "",
            "next_time": learned.said["next"] if learned else "",
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
