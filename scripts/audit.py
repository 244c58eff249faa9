"""Looks whether a fault is known in a pinned package: `python -m scripts.audit requirements-dev.txt`.

Fails where one is known. Where the advisory service does not answer, as on a closed network or behind a mirror of
packages, it says so plainly and does not fail: what cannot be known is no reason to stop somebody's work.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LONGEST = 300.0  # seconds for the whole look
ACCEPTED: dict[str, str] = {}
"""Faults that do not concern us, by id, each with its reason."""
AWAY = ("ConnectionError", "Timeout", "ServiceError", "NameResolutionError", "ProxyError", "SSLError", "HTTPError")
Verdict = tuple[int, str]


def verdict(code: int, out: str, complaint: str) -> Verdict:
    """Read what pip-audit said: the exit code, and what to print."""
    try:
        packages: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError):
        return _no_answer(code, complaint)
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        return 0, f"NOT CHECKED: the advisory service knows none of the {len(packages)} packages here (a mirror?)."
    faults = [fault for package in packages for fault in _faults(package)]
    if faults:
        return 1, "\n".join(["Faults are known in packages that are pinned here:", *faults])
    rest = f" Not known to the service: {', '.join(unknown)}." if unknown else ""
    return 0, f"No fault is known in {len(packages) - len(unknown)} packages.{rest}"


def _faults(package: dict[str, Any]) -> list[str]:
    return [
        f"  {package['name']} {package['version']}: {fault['id']}; mended in {', '.join(fault['fix_versions']) or '–'}"
        for fault in package.get("vulns", ())
        if fault["id"] not in ACCEPTED
    ]


def _no_answer(code: int, complaint: str) -> Verdict:
    last = (complaint.strip().splitlines() or ["it said nothing"])[-1]
    if any(word in complaint for word in AWAY):
        return 0, f"NOT CHECKED: the advisory service cannot be reached ({last[:200]})."
    return code or 1, f"pip-audit broke: {last}"


def main(requirements: str) -> Verdict:
    """Run pip-audit beside this Python over a file with pins and hashes."""
    program = Path(sys.executable).with_name("pip-audit")
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        ended = subprocess.run(
            [program, *options, "-r", requirements], capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return 0, "NOT CHECKED: the advisory service takes too long to answer."
    return verdict(ended.returncode, ended.stdout, ended.stderr)


if __name__ == "__main__":
    status, words = main(sys.argv[1])
    sys.stdout.write(words + "\n")
    sys.exit(status)
