"""Plays cases that are told on standard input, a line of JSON each, some at a time; prints a verdict for each.

`python -m tests.crashes.zygote`; whoever wants cases played starts it by `campaign.py`.

This process has loaded everything and stays small: no threads, no loop, no database. Each case is forked from it.
"""

from __future__ import annotations

import json
import os
import selectors
import sys
import traceback
from collections.abc import Callable

from tests.crashes.case import judge
from tests.crashes.verdicts import Case, Verdict

AT_ONCE = 4


def main() -> None:
    """Play all cases."""
    play([Case(**json.loads(line)) for line in sys.stdin], _say)


def play(cases: list[Case], told: Callable[[str], None]) -> None:
    """Play cases, `AT_ONCE` at a time, and pass on each verdict's line."""
    waiting, under_way = list(reversed(cases)), selectors.DefaultSelector()
    running: dict[int, tuple[int, Case]] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            case = waiting.pop()
            ears, pid = _forked(case)
            running[ears] = (pid, case)
            under_way.register(ears, selectors.EVENT_READ)
        for key, _ in under_way.select():
            under_way.unregister(key.fd)
            pid, case = running.pop(key.fd)
            with os.fdopen(key.fd, encoding="utf-8") as ears_of:
                line = ears_of.read()
            os.waitpid(pid, 0)
            told(line or Verdict(case, problems=["the case itself broke"]).text())


def _forked(case: Case) -> tuple[int, int]:
    ears, mouth = os.pipe()
    pid = os.fork()
    if pid:
        os.close(mouth)
        return ears, pid
    code = 1
    try:
        with os.fdopen(mouth, "w", encoding="utf-8") as told:
            told.write(judge(case).text())
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
