"""Everything that the papers say and that is not their own words, gathered into plain values."""

from typing import Any

from bot.campaigns.plan import USUAL_THRESHOLD
from bot.content.quick_yaml import read_yaml
from bot.content.texts import Texts
from bot.dialogues.week import CONTACTS_A_WEEK
from bot.insight.suppression import LOWEST_THRESHOLD
from bot.papers import law
from bot.papers.kept import kept
from bot.papers.powers import SCOPES, powers
from bot.retention.ledger_file import terms_of
from bot.scenes.week import NUDGES_A_WEEK
from bot.settings import ROOT, Settings

NOT_SET = "({} is not set)"
Facts = dict[str, Any]


def facts_of(settings: Settings) -> Facts:
    """Gather the facts. What is not set is said in its place, with the variable's name."""
    controller = settings.controller
    return {
        "organisation": controller.name or "Your organisation",
        "contact": controller.contact or NOT_SET.format("WAYMARK_CONTACT"),
        "complaints": controller.complaints or NOT_SET.format("WAYMARK_COMPLAINTS"),
        "notice": controller.notice or NOT_SET.format("WAYMARK_PRIVACY_NOTICE"),
        "lawful_basis": controller.lawful_basis,
        "support_route": settings.support_route,
        "sends_mail": settings.sends_mail,
        "database": "one file on the machine that runs it" if settings.is_sqlite else "a PostgreSQL database",
        "modes": _modes(Texts(settings.content / "texts")),
        "kept": kept(terms_of(settings)),
        "powers": powers(),
        "scopes": [(scope, SCOPES[scope]) for scope in _scopes()],
        "threshold": USUAL_THRESHOLD,
        "lowest_threshold": LOWEST_THRESHOLD,
        "reminders": NUDGES_A_WEEK,
        "contacts": CONTACTS_A_WEEK,
        "acknowledged_days": law.COMPLAINT_ACKNOWLEDGED_DAYS,
        "access_months": law.ACCESS_MONTHS,
        "regulator": law.REGULATOR,
        "regulator_address": law.REGULATOR_ADDRESS,
    }


def _modes(texts: Texts) -> list[tuple[str, str]]:
    """Each way to answer, by the very label and promise that stand at the moment of answering."""
    labels = texts.labels()
    names = [key.removesuffix("_promise") for key in labels if key.startswith("mode.") and key.endswith("_promise")]
    return [(labels[name], labels[f"{name}_promise"]) for name in names if name in labels]


def _scopes() -> list[str]:
    manifest = read_yaml((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
    return list(manifest["oauth_config"]["scopes"]["bot"])
