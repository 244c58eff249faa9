"""Draws JSON values for reading: indented, with names, texts and numbers told apart by colour as well as by quotes."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

_INDENT = "  "


def drawn_json(value: Any, depth: int = 0) -> Markup:
    """Return JSON as HTML for a ``pre`` element; everything in it is escaped."""
    inner, outer = _INDENT * (depth + 1), _INDENT * depth
    if isinstance(value, dict) and value:
        rows = [
            Markup('{}<span class="json-name">{}</span>: {}').format(inner, _text(str(key)), drawn_json(one, depth + 1))
            for key, one in value.items()
        ]
        return Markup("{{\n{}\n{}}}").format(Markup(",\n").join(rows), outer)
    if isinstance(value, list) and value:
        rows = [Markup("{}{}").format(inner, drawn_json(one, depth + 1)) for one in value]
        return Markup("[\n{}\n{}]").format(Markup(",\n").join(rows), outer)
    if isinstance(value, str):
        return Markup('<span class="json-text">{}</span>').format(_text(value))
    return Markup('<span class="json-other">{}</span>').format(json.dumps(value, default=str))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
