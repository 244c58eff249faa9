"""Who answers for the data: the organisation that runs Waymark, and where people turn to it. Pure.

The law calls it the controller. Its addresses stand wherever somebody may ask what happens to their words: in help, in
the Home tab, beside one's own data, in exports and in the papers.
"""

import re
from dataclasses import dataclass

#: A place where somebody can be reached: a page, or an e-mail address (with or without `mailto:`).
PAGE = re.compile(r"https?://[^\s<>|]+")
MAIL = re.compile(r"(?:mailto:)?[^\s@<>|:/]+@[^\s@<>|:/]+\.[^\s@<>|:/]+")
#: What stands before and after the @ of an address (RFC 5321, without quotes); neither can end a line or a header.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
PLAIN_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")
LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254
PUBLIC_TASK = "Public task: we ask in order to do our work as a public body. In the law: UK GDPR, Article 6(1)(e)."


@dataclass(frozen=True)
class Controller:
    """The organisation's name, its addresses (pages, or `mailto:`), and the ground in law on which it asks.

    An address is empty where none was set, as in the demo of somebody who only tries things out.
    """

    name: str = ""
    contact: str = ""  # the data protection officer, or whoever answers for them
    complaints: str = ""
    notice: str = ""
    lawful_basis: str = PUBLIC_TASK


def is_address(value: str) -> bool:
    """Tell whether people can follow this: a page or an e-mail address."""
    return bool(PAGE.fullmatch(value) or MAIL.fullmatch(value))


def mail_address(typed: str) -> str | None:
    """Give an e-mail address as a mail server needs it, in plain ASCII; None for what is none."""
    local, _, domain = typed.strip().rpartition("@")
    plain = PLAIN_LOCAL.fullmatch(local) and PLAIN_DOMAIN.fullmatch(domain)
    fits = len(local) <= LONGEST_LOCAL and len(typed.strip()) <= LONGEST_ADDRESS
    return f"{local}@{domain.lower()}" if plain and fits else None


def linked(value: str) -> str:
    """Give an address as a link needs it: an e-mail address gets `mailto:`."""
    return f"mailto:{value}" if value and MAIL.fullmatch(value) and not value.startswith("mailto:") else value
