"""`python -m tests.torture`: ordeals one after another, and a table of what they came to. Exits with 1 on any loss."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.torture.database import DATABASES
from tests.torture.ordeal import CREWS, Outcome, Plan, ordeal


def main() -> int:
    """Run what was asked for."""
    asked = _arguments()
    outcomes: list[Outcome] = []
    for seed in range(asked.seed, asked.seed + asked.rounds):
        for database in asked.database:
            for road in asked.road:
                plan = Plan(
                    seed, asked.seconds, road, asked.teams, asked.people_pause, asked.nemesis_pause, asked.stage
                )
                outcomes.append(_one(plan, database, asked.keep))
                print(_line(outcomes[-1]), file=sys.stderr, flush=True)  # noqa: T201
    if asked.json:
        print(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=2))  # noqa: T201
    if asked.markdown:
        print("\n".join(_rows(outcomes)))  # noqa: T201
    return 0 if all(one.verdict.is_good for one in outcomes) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long things go wrong, in each ordeal")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1, help="so many seeds, one after another")
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=[*DATABASES])
    parser.add_argument("--road", nargs="+", choices=["socket", "http"], default=["socket"])
    parser.add_argument("--teams", type=int, default=4)
    parser.add_argument("--people-pause", type=float, default=1.0)
    parser.add_argument("--nemesis-pause", type=float, default=1.0)
    parser.add_argument("--stage", type=float, default=6.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true", help="rows for docs/reliability.md")
    parser.add_argument("--keep", type=Path, help="keep the logs and the database of good ones too, here")
    return parser.parse_args()


def _one(plan: Plan, database: str, keep: Path | None) -> Outcome:
    """Live through one. What a bad one left is kept, so that it can be seen how it came about."""
    folder = _folder(plan, database, keep)
    with DATABASES[database](folder) as there:
        outcome = asyncio.run(ordeal(plan, there, folder))
    if keep is None and outcome.verdict.is_good:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _folder(plan: Plan, database: str, keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="waymark-ordeal-"))
    folder = keep / f"{database}-{plan.road}-{plan.seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _line(one: Outcome) -> str:
    verdict = one.verdict
    said = f"seed {one.plan.seed}, {one.database} by {one.plan.road}: {verdict.messages} messages, "
    said += f"{verdict.answers} answers, {sum(one.injected.values())} troubles, {one.starts} starts, "
    said += f"{one.seconds:.0f} s: {len(verdict.lost)} lost, {len(verdict.duplicated)} duplicated, "
    said += f"{len(verdict.broken)} broken"
    for kind in ("lost", "duplicated", "broken"):
        said += "".join(f"\n  {kind}: {each}" for each in getattr(verdict, kind)[:20])
    return said if verdict.is_good else f"{said}\n  see {one.folder}"


def _rows(outcomes: list[Outcome]) -> list[str]:
    """Rows for the table: date, command, what was injected, messages and answers, lost, duplicated."""
    today = datetime.now(UTC).date()
    rows = []
    for database in dict.fromkeys(one.database for one in outcomes):
        ours = [one for one in outcomes if one.database == database]
        injected: dict[str, int] = {}
        for one in ours:
            for kind, count in one.injected.items():
                injected[kind] = injected.get(kind, 0) + count
        crew = ", ".join(dict.fromkeys(" + ".join(CREWS[one.database, one.plan.road]) for one in ours))
        sums = [sum(getattr(one.verdict, name) for one in ours) for name in ("messages", "answers")]
        lost, duplicated = (sum(len(getattr(one.verdict, name)) for one in ours) for name in ("lost", "duplicated"))
        what = ", ".join(f"{kind} {count}" for kind, count in injected.items())
        command = f"`python -m tests.torture {' '.join(sys.argv[1:])}`".replace(" --markdown", "")
        rows.append(
            f"| {today} | {command} | {database} ({crew}) | {what} | {sums[0]} | {sums[1]} | {lost} | {duplicated} |"
        )
    return rows


def _as_json(one: Outcome) -> dict[str, object]:
    return {
        "plan": asdict(one.plan),
        "database": one.database,
        "injected": one.injected,
        "starts": one.starts,
        "seconds": round(one.seconds, 1),
        "verdict": asdict(one.verdict),
    }


if __name__ == "__main__":
    sys.exit(main())
