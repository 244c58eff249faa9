"""Writes the table of methods and errors into ``docs/sandbox.md``, so that the page cannot go stale.

Run it with ``python -m sandbox.api.document docs/sandbox.md``; a test compares the page with the table.
"""

import sys
from pathlib import Path

from sandbox.api.table import GENERAL_ERRORS, METHODS

BEGIN, END = "<!-- methods: begin -->", "<!-- methods: end -->"


def table() -> str:
    """Return the table as Markdown: one row per method and error."""
    rows = [("any", error, "", "") for error in GENERAL_ERRORS]
    for method in METHODS.values():
        scopes = " ".join(method.scopes) or "—"
        rows += [(method.name, error, scopes, method.tier) for error in method.errors or ("—",)]
    lines = ["| method | error | scopes always needed | rate |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def written(page: str) -> str:
    """Return the page with the table between its two marks put anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(written(target.read_text()))
