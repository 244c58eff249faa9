"""What a leader reads before a meeting of what was said: from the digest that they were given of that week. Pure.

Nothing is counted anew: it is what was published then, with what was taken back since left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

Snapshot = Mapping[str, Any]
MOST_PROMISES = 3


def what_was_said(snapshot: Snapshot | None, teams: Collection[str]) -> dict[str, Any]:
    """Give {themes, gaps, differ} of these teams (their ids), as a digest has them; nothing without a digest.

    `themes` is a list of {team, titles}, `gaps` of {team, now, needed, split}, `differ` the two teams that are furthest
    apart as {team, now}, if one of these is among them.
    """
    if snapshot is None:
        return {"themes": [], "gaps": [], "differ": []}
    pair = _apart(snapshot)
    names = {team["team"] for team in snapshot["teams"] if team["team_id"] in teams}
    return {
        "themes": [
            {"team": team["team"], "titles": [theme["title"] for theme in team["themes"]]}
            for team in _teams(snapshot, "themes")
            if team["team_id"] in teams
        ],
        "gaps": [
            {name: team.get(name) for name in ("team", "now", "needed", "split")}
            for team in _teams(snapshot, "gaps")
            if team["team_id"] in teams
        ],
        "differ": pair if {side["team"] for side in pair} & names else [],
    }


def _teams(snapshot: Snapshot, section: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (snapshot.get(section) or {"teams": ()})["teams"]
    return found


def _apart(snapshot: Snapshot) -> list[dict[str, Any]]:
    pair = (snapshot.get("differ") or {"teams": None})["teams"] or ()
    return [{"team": side["team"], "now": side["now"]} for side in pair]


def open_promises(promises: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the first promises of {text, on}, the first due first, and how many there are besides."""
    first = [dict(each) for each in promises[:MOST_PROMISES]]
    return {"promises": first, "more": len(promises) - len(first)}
