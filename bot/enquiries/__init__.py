"""Read-only questions that Slack's surfaces ask: the facts of forms, of the Home tab and of `/waymark status`.

Each answers for one reader (workspace, user) and checks what that reader may see. Nothing here writes.
"""

from bot.enquiries.desk import Enquiries

__all__ = ["Enquiries"]
