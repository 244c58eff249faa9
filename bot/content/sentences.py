"""Turns pydantic's findings into sentences for people who do not program. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.errors import Fault, PackError

PATTERNS = {
    r"^[^&<>\n]+$": "must be one line without &, < and >",
    r"^\d+\.\d+\.\d+$": "must be a version such as 1.0.0, in quotes",
    r"^[a-z]{2,3}$": "must be a language code such as en",
}
ANY_KEY = "may hold small letters, digits and hyphens (an area's parts are written area.part)"


def pack_error(file: str, error: ValidationError, data: object, model: type[BaseModel]) -> PackError:
    """Make one error of all findings in a file, a sentence each: file, place and what is wrong."""
    return PackError(*(Fault(file, place(found["loc"], data), sentence(found, model)) for found in error.errors()))


def place(loc: Sequence[int | str], data: object) -> str:
    """Name the place: list items by their number counted from 1, and by their key where they have one."""
    parts: list[str] = []
    for step in loc:
        data = _inside(data, step)
        name = f" ({data['key']})" if isinstance(step, int) and isinstance(data, dict) and "key" in data else ""
        parts.append(f"{step + 1}{name}" if isinstance(step, int) else step)
    return " → ".join(parts)


def sentence(found: ErrorDetails, model: type[BaseModel]) -> str:
    """Say in plain English what is wrong with one value."""
    context = found.get("ctx", {})
    match found["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return _unknown(str(found["loc"][-1]), model)
        case "string_too_long":
            return f"is too long: {len(str(found['input']))} characters, at most {context['max_length']}"
        case "string_too_short":
            return "is empty; write something"
        case "string_type":
            return "must be text; put quotes around it"
        case "string_pattern_mismatch":
            return PATTERNS.get(str(context["pattern"]), ANY_KEY)
        case "literal_error":
            return f"must be one of {context['expected']}, not {found['input']!r}"
        case "tuple_type" | "list_type":
            return "must be a list: put each item on its own line after a hyphen"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be a set of keys and values"
        case "value_error":
            return str(context["error"])
        case _:
            return found["msg"]


def _unknown(key: str, model: type[BaseModel]) -> str:
    known = sorted(_names(model))
    close = get_close_matches(key, known, n=1)
    return f"is not a known key; did you mean '{close[0]}'?" if close else "is not a known key; take it out"


def _names(model: type[BaseModel]) -> set[str]:
    names: set[str] = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                names |= _names(inner)
    return names


def _inside(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
