"""Words follow their author, wherever they were repeated since: in frozen figures, in digests, in messages. Pure.

Whatever repeats somebody's words is an item of a list and carries the answer's id as its `key`. Numbers never move.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def follow(facts: Mapping[str, Any], key: str, text: str | None) -> dict[str, Any]:
    """Put `text` in the place of the words with this key, at any depth; None takes their items away."""
    return {name: _followed(value, key, text) for name, value in facts.items()}


def _followed(value: Any, key: str, text: str | None) -> Any:
    if isinstance(value, Mapping):
        return follow(value, key, text)
    if not isinstance(value, list | tuple):
        return value
    left = [item for item in value if text is not None or not _is(item, key)]
    return [{**item, "text": text} if _is(item, key) else _followed(item, key, text) for item in left]


def _is(item: Any, key: str) -> bool:
    return isinstance(item, Mapping) and item.get("key") == key and "text" in item
