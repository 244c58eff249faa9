"""What people said with their names, with links; what leaders wrote stands apart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.digests.facts import Brief, TeamWeek, closed
from bot.digests.links import message_link

#: Answers of one team that a digest holds; the rest is a link to the thread.
MOST_ANSWERS = 5
#: Characters of an answer that a digest holds; the thread has it whole.
MOST_CHARACTERS = 300


def words(brief: Brief) -> dict[str, Any] | None:
    """List teams as {team, channel, thread, answers: [{author, text, link, support, question, asked, key}], more,
    leaders}.

    Answers that colleagues reacted to most come first, those to the follow-up last, and only with its words (`asked`);
    `more` is how many others stand in the thread. `unread` names the teams whose threads this leader may not read.
    """
    teams = [_team(team, brief.leader) for team in brief.teams if team.may_read_thread]
    spoken = [team for team in teams if team["answers"] or team["leaders"] or team["more"]]
    unread = [team.team for team in brief.teams if not team.may_read_thread]
    return {"teams": spoken, "unread": unread} if spoken or unread else None


def _team(team: TeamWeek, reader: str) -> dict[str, Any]:
    said = [item for item in closed(team)["named"] if not item.get("residents")]
    named = sorted(said, key=lambda item: (_follows_up(item), -item["support"], item["ts"]))
    shown = _shown([item for item in named if _may_stand_alone(item)], team)
    others = [item for item in closed(team)["leaders_named"] if item["author"] != reader and _may_stand_alone(item)]
    return {
        "team": team.team,
        "channel": team.channel,
        "thread": message_link(team.workspace_url, team.channel, team.prompt_ts),
        "answers": shown,
        "more": len(named) - len(shown),
        "leaders": _shown(others, team),
    }


def _follows_up(item: Mapping[str, Any]) -> bool:
    return bool(item.get("follow_up"))


def _may_stand_alone(item: Mapping[str, Any]) -> bool:
    """An answer to the follow-up makes sense only with what was asked, which may not always be told."""
    return not _follows_up(item) or bool(item.get("asked"))


def _shown(items: Iterable[Mapping[str, Any]], team: TeamWeek) -> list[dict[str, Any]]:
    return [
        {
            "author": item["author"],
            "text": shorten(item["text"], MOST_CHARACTERS),
            "link": message_link(team.workspace_url, item["channel"], item["ts"]),
            "support": item["support"],
            "question": item["question"],
            "asked": item.get("asked", ""),
            "key": item["key"],
        }
        for item in list(items)[:MOST_ANSWERS]
    ]


def shorten(text: str, most: int) -> str:
    """Put a text on one line and cut it at a word, with an ellipsis, to `most` characters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut[: cut.rindex(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.") + "…"
