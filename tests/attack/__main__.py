"""Attack many more random weeks: `python -m tests.attack --worlds 2000`."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tests.attack import attacker, world


def attacked(seed: int) -> tuple[int, list[str]]:
    """What one world gives away."""
    teams, threshold = world.draw(Random(seed))
    return seed, attacker.given_away(teams, world.publish(teams, threshold))


def main() -> int:
    """Attack, and print what was found; 1 when something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    found = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        for seed, names in pool.map(attacked, range(asked.first, asked.first + asked.worlds), chunksize=8):
            if names:
                found += 1
                sys.stdout.write(f"world {seed}: {'; '.join(names)}\n")
    sys.stdout.write(f"{asked.worlds:,} weeks attacked, {found} gave something away\n")
    return int(found > 0)


if __name__ == "__main__":
    raise SystemExit(main())
