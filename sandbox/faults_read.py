"""Reads faults from outside: a file, the body of a request, a form. All three hold the same fields.

``kind`` is needed; ``method`` is ``*`` (anything) unless told, ``probability`` 1, ``times`` without end, ``seconds`` 1
and ``error`` ``internal_error``. What is wrong is a `FaultProblem` with a sentence that names the field.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from sandbox.faults import MEANINGS, Fault, Faults
from sandbox.records import Json

FIELDS = frozenset({"kind", "method", "probability", "times", "seconds", "error"})
LONGEST = 3600.0
"""Seconds that a fault may last at most."""


class FaultProblem(ValueError):
    """A fault cannot be set; the text says which field is wrong and what it should be."""


@dataclass(frozen=True)
class Plan:
    """Faults that are set together, and the seed of their chance."""

    faults: tuple[Fault, ...]
    seed: int | None = None

    def begin(self, faults: Faults) -> None:
        """Set them."""
        if self.seed is not None:
            faults.reseed(self.seed)
        for fault in self.faults:
            faults.put(fault)


def read_file(path: Path) -> Plan:
    """Read a YAML file: ``seed`` and a list ``faults``. Raises `FaultProblem` naming the file."""
    try:
        return read_plan(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise FaultProblem(f"{path}: This file cannot be read ({error}).") from error
    except yaml.YAMLError as error:
        raise FaultProblem(f"{path}: This is not valid YAML.") from error
    except FaultProblem as problem:
        raise FaultProblem(f"{path}: {problem}") from problem


def read_plan(given: Any) -> Plan:
    """Read one fault, a list of faults, or ``{seed, faults}``. Raises `FaultProblem`."""
    if isinstance(given, Mapping) and "faults" in given:
        unknown = set(map(str, given)) - {"seed", "faults"}
        if unknown:
            raise FaultProblem(f"There is no “{min(unknown)}” here; there are “seed” and “faults”.")
        seed = None if given.get("seed") is None else int(_number("seed", given["seed"], 0, 2**63, whole=True))
        return Plan(_faults(given["faults"]), seed)
    return Plan(_faults([given] if isinstance(given, Mapping) else given))


def read_fault(given: Mapping[str, Any]) -> Fault:
    """Read one fault; fields that are empty count as left out. Raises `FaultProblem`."""
    fields = {str(name): value for name, value in given.items() if value not in (None, "")}
    unknown = set(fields) - FIELDS
    if unknown:
        raise FaultProblem(f"There is no field “{min(unknown)}”; there are {_listed(sorted(FIELDS))}.")
    kind = str(fields.get("kind", ""))
    if kind not in MEANINGS:
        raise FaultProblem(f"“kind” must be one of {_listed(MEANINGS)}, not “{kind}”.")
    probability = _number("probability", fields.get("probability", 1), 0, 1)
    if probability == 0:
        raise FaultProblem("“probability” must be more than 0: a fault that never strikes is none.")
    times = fields.get("times")
    return Fault(
        method=str(fields.get("method", "*")).strip(),
        kind=kind,
        times=None if times is None else int(_number("times", times, 1, 1_000_000, whole=True)),
        seconds=_number("seconds", fields.get("seconds", 1), 0, LONGEST),
        error=str(fields.get("error", "internal_error")).strip(),
        probability=probability,
    )


def as_json(faults: Faults) -> Json:
    """Return every rule, how often each kind struck, and the seed."""
    return {"seed": faults.seed, "struck": dict(faults.struck), "faults": [asdict(rule) for rule in faults.rules]}


def _faults(given: Any) -> tuple[Fault, ...]:
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise FaultProblem("Faults are a list, each with a “kind” and what else it needs.")
    return tuple(read_fault(one) for one in given)


def _number(name: str, given: Any, least: float, most: float, *, whole: bool = False) -> float:
    try:
        number = float(given) if isinstance(given, str | int | float) and not isinstance(given, bool) else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise FaultProblem(f"“{name}” must be {kind} from {least:g} to {most:g}, not “{given}”.")
    return number


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
