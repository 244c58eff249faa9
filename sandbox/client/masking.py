"""Takes secrets out of what is shown: tokens, tickets of one-time addresses, trigger ids. Everything else stays."""

from __future__ import annotations

import re
from typing import Any

HIDDEN = "(not shown)"
SECRET_KEYS = frozenset({"token", "ticket", "trigger_id", "authorization", "client_secret", "signing_secret"})
_SECRET_TEXT = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[^&\s\"]+|(?<=/upload/v1/)[\w-]+"
                          r"|(?<=/response/)[\w-]+/[\w-]+")  # fmt: skip


def masked(value: Any) -> Any:
    """Return a copy of JSON values without secrets."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in SECRET_KEYS and isinstance(one, str) else masked(one) for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked(one) for one in value]
    return _SECRET_TEXT.sub(HIDDEN, value) if isinstance(value, str) else value
