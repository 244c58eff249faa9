"""Which functions of the product commit, and which methods call Slack: read from its source.

`NO_POINTS` and `NOT_CALLED` say which of them no story meets, and why; a test holds them against what stories meet.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.delivery.ports import Messenger
from bot.settings import ROOT
from tests.house.slack_calls import methods_called

_ADMIN = "an admin's act in one transaction, whose failure the admin sees; done again it finds what the first time left"
_LOOK = "what it stores is looked up in Slack again before it matters"
_QUOTE = "one transaction of somebody who sees it fail; done again it finds what the first time left (tests/quotes)"
_THEME = "one transaction of a facilitator who sees it fail; done again it sets the same, or asks to write it anew"
_FORGET = "a command that its user sees fail; run again it goes on (tests/conversation/test_forgetting.py)"
_PURGE = (
    "killed at each transaction in tests/retention/test_purging.py: nothing is remembered, what is left is found again"
)
_AGAIN = "killed at each transaction in tests/retention/test_deletions.py: the next start makes what is left"
_REMOVED = "stored before Slack is told, which brings the event again; done again it finds what the first time left"
_FILES = "killed at each of its commits and requests, before and after, in tests/owndata/test_files.py"
_QUESTION = "one transaction of somebody who sees it fail; sent again it is one act (tests/questions)"
_MEETING = "one transaction of somebody who sees it fail; sent again it is one act (tests/meetings)"
_IDEA = "one transaction of somebody who sees it fail; sent again it is one act (tests/ideas)"
_READER = "one transaction of somebody who sees it fail; done again it sets the same (tests/subscriptions)"
_SESSION = "one transaction of a facilitator who sees it fail; sent again it is one act (tests/workshop)"
NO_POINTS: Mapping[str, str] = {
    "Desk._begun": _QUESTION,
    "MeetingDesk._acting": _MEETING,
    "OfferDesk._offered": _MEETING,
    "WorkshopDesk._acting": _SESSION,
    "PromiseDesk._acting": _QUESTION,
    "PromiseDesk.make": _QUESTION,
    "Chasing.chase": "one transaction a campaign; what is left of it is asked an hour later (tests/questions)",
    "Afterwards.look": "one transaction a meeting; what is left is asked a minute later (tests/meetings)",
    "IdeaActs._begun": _IDEA,
    "IdeaSharing.share": _IDEA,
    "AskerDesk.vote": _QUESTION,
    "LadderDesk._holding": _QUESTION,
    "MailDesk.say_yes": "one transaction of somebody who sees it fail; sent again it keeps the same address",
    "MailDesk.take_back": "one transaction of somebody who sees it fail; done again it finds nothing to delete",
    "ByMail._turn": "only a slot is lost; the e-mail is tried again by its row (tests/invitations/test_by_mail.py)",
    "ByMail._tell": "tells admins before the file goes; met again, it is the same message (tests/invitations)",
    "Wishing.bring": "one transaction a wish; what is left is found by its mark a minute later (tests/questions)",
    "Helping.ask": "one transaction a campaign; what is left of it is asked an hour later (tests/questions)",
    "Reminding._remind": "one transaction a campaign; what is left is told ten minutes later (tests/questions)",
    "Reminding._late": "one transaction a question; what is left is shown ten minutes later (tests/questions)",
    "Preparing._of_time": "one transaction a time; what is left is told ten minutes later (tests/meetings)",
    "WiderDigests.issue": "one transaction a digest; what is left is written a minute later (tests/subscriptions)",
    "SubscriptionDesk.name": _ADMIN,
    "SubscriptionDesk.take_out": _ADMIN,
    "SubscriptionDesk.choose": _READER,
    "SubscriptionDesk.stop": _READER,
    "SubscriptionDesk.choose_hour": _READER,
    "Acts.changing": _ADMIN,
    "Amending._as_it_is_now": _ADMIN,
    "CampaignService.create": _ADMIN,
    "ThemeDesk.correct": _THEME,
    "ThemeDesk.propose": _THEME,
    "QuoteDesk._write_down": _QUOTE,
    "QuoteDesk._deciding": _QUOTE,
    "QuoteDesk.stop": _QUOTE,
    "QuoteDesk.reply": _QUOTE,
    "Forgetting.forget": _FORGET,
    "Forgetting._forget_receipts": _FORGET,
    "Forgetting._forget_bookings": _FORGET,
    "Forgetting._forget_talks": _FORGET,
    "Forgetting._forget_names": _FORGET,
    "Forgetting.again": _AGAIN,
    "DeletionLedger._make": _AGAIN,
    "DeletionLedger._note": _AGAIN,
    "Batches.once": _PURGE,
    "Batches.each": _PURGE,
    "Purging._end": _PURGE,
    "Purging._note": _PURGE,
    "Uninstalling.gone": _REMOVED,
    "Uninstalling.back": "at the start of a process, whose next start does it again",
    "CampaignService.delete": _ADMIN,
    "Wizard._kept": _ADMIN,
    "Wizard._opened": _ADMIN,
    "Wizard.afresh": _ADMIN,
    "Wizard.finish": _ADMIN,
    "CampaignService.see_members": _LOOK,
    "FileSender._completed": _FILES,
    "FileSender._give_up": _FILES,
    "PrivacyDesk._note": "an entry before anything is handed out; who sees the command fail does it again",
    "PrivacyDesk.ask": "one transaction before the command is acknowledged; done again, it finds what was left",
    "CampaignEditor._follow": "commits only when public holidays have changed; it is done again at each start",
}
"""Functions that commit and that no process is killed at."""
SOMETIMES = frozenset({"FileSender._claim", "FileSender._drop", "FileSender._put_off_until"})
"""Functions that a story meets or not, as its digest's pictures are looked for before its end or after:
`tests/owndata/test_files.py` kills them at each point."""
NOT_CALLED: Mapping[str, str] = {
    "conversations.info": "names channels for an admin who sets a campaign up",
    "files.completeUploadExternal": _FILES,
    "files.getUploadURLExternal": _FILES,
    "users.conversations": "lists channels for an admin who sets a campaign up",
    "reactions.get": "asks only; needed when so many people react that Slack does not list them all",
    "users.list": "asks only, for the names to take out of a quote; who cannot have it taps again",
    "views.push": "an immediate answer to a tap in a form; who sees nothing taps again",
}
"""Methods of Slack's Web API that the product calls and that no process is killed at."""


def committing() -> set[str]:
    """Name the functions outside storage that have `….commit()` in them, as `Class.function`."""
    files = (file for file in _files(ROOT / "bot") if (ROOT / "bot" / "storage") not in file.parents)
    return {name for file in files for name in _in_file(file)}


def calling() -> set[str]:
    """Name the methods of the port to Slack that may send a request."""
    methods = inspect.getmembers(Messenger, inspect.iscoroutinefunction)
    return {name for name, _ in methods if not name.startswith("_")}


def called() -> set[str]:
    """Name the methods of Slack's Web API that the product calls."""
    return methods_called(ast.parse(file.read_text(encoding="utf-8")) for file in _files(ROOT / "bot" / "slack"))


def _files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py"))


def _in_file(file: Path) -> Iterator[str]:
    def walk(node: ast.AST, names: tuple[str, ...]) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from walk(child, (*names, child.name))
            else:
                if _is_commit(child):
                    yield ".".join(names)
                yield from walk(child, names)

    return walk(ast.parse(file.read_text(encoding="utf-8")), ())


def _is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
