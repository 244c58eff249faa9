"""What words for people must obey: easy to read, no contact data, no short links, no promise that we cannot keep. Pure.

The word refused as `FALSE_PROMISE` claims more than the product can give (see docs/privacy.md); the hosts are those of
services that hide where a link leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.readability import grade, words

#: Years at school a reader needs, at most.
HARDEST_GRADE = 8.0
#: Below this many words a text is judged with the other short ones of its file: one long word would decide too much.
FEW_WORDS = 6

SHORTENERS = (
    *("tinyurl.com", "bit.ly", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly", "shorturl.at"),
    *("rb.gy", "tiny.cc", "lnkd.in", "fb.me", "youtu.be", "dlvr.it", "bl.ink", "t.ly", "s.id", "soo.gd", "trib.al"),
    *("adf.ly", "v.gd", "wp.me", "amzn.to"),
)
HOSTS = "|".join(re.escape(host) for host in SHORTENERS)
SHORT_LINK = re.compile(rf"(?<![\w.-])(?:www\.)?(?:{HOSTS})(?![\w-]|\.\w)", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: British and international numbers begin with 0 or +; dates and message times do not.
PHONE = re.compile(r"(?<![\w.-])(?:\+|\(?0)\d?(?:[\s().-]*\d){8,13}(?![\w-])")
FALSE_PROMISE = re.compile(r"\banonym\w*", re.IGNORECASE)
SHOUT = re.compile(r"(?:@|<!)(?:channel|here|everyone)\b")

LINE_RULES = (
    (SHORT_LINK, "a short link hides where it leads", "name the document by its full title"),
    (EMAIL, "an e-mail address", "take it out; content holds nobody's contact data"),
    (PHONE, "what looks like a phone number", "take it out; content holds nobody's contact data"),
    (FALSE_PROMISE, "a promise we cannot keep", "say who sees what: Named, Confidential or Unlinked"),
    (SHOUT, "a call to everyone in the channel", "take it out; the coach never pings a whole channel"),
)

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
#: These turn markup back into words, which would then be escaped twice.
ESCAPES_TWICE = re.compile(r"\{%[-+]?\s*(macro|call|filter|set\s+\w+(?!\s*(?:,\s*\w+\s*)*=))\b[^%]*%\}")
#: On a web page: what ends a sentence, any other tag, and what would let words through as HTML.
ENDS_A_SENTENCE = re.compile(r"</(?:h\d|p|li|caption|th|td|a|strong|button)>")
TAG = re.compile(r"<[^>]*>")
UNESCAPED = re.compile(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|\{%-?\s*autoescape\b[^%]*%\}")
THE_STYLE = "{{ style | safe }}"  # our own file, and the policy knows its hash


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the file, the place in it (may be empty), the problem and the fix, in plain words."""

    file: str
    key: str
    problem: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.problem}; {self.fix}"


def line_findings(file: str, text: str) -> Iterator[Finding]:
    """Find what may stand in no content file, line by line."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, problem, fix in LINE_RULES:
            hit = pattern.search(line)
            if hit:
                yield Finding(file, f"line {number}", f"'{hit[0].strip()}' is {problem}", fix)


def hard_to_read(file: str, texts: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Find texts above reading grade 8; the short ones (under six words) of a file are judged together."""
    plain = [(key, spoken(text)) for key, text in texts]
    long = [(key, text) for key, text in plain if len(words(text)) >= FEW_WORDS]
    short = "\n".join(text for _, text in plain if 0 < len(words(text)) < FEW_WORDS)
    pooled = [("its short texts together", short)] if len(words(short)) >= FEW_WORDS else []
    for key, text in (*long, *pooled):
        found = grade(text)
        if found > HARDEST_GRADE:
            problem = f"is hard to read: grade {found:.1f}, at most {HARDEST_GRADE:.0f}"
            yield Finding(file, key, problem, "use shorter sentences and shorter words")


def template_findings(file: str, source: str) -> Iterator[Finding]:
    """Check one message template without rendering it: valid, safe from double escaping, easy to read."""
    try:
        ImmutableSandboxedEnvironment().parse(source)
    except TemplateSyntaxError as error:
        yield Finding(file, f"line {error.lineno}", f"this is not valid Jinja: {error.message}", "mend the tag")
        return
    twice = ESCAPES_TWICE.search(source)
    if twice:
        name = twice[1].split()[0]
        yield Finding(file, "", f"the tag '{name}' would escape names and links twice", "use include instead")
    yield from hard_to_read(file, [("", source)])


def page_findings(file: str, source: str) -> Iterator[Finding]:
    """Check one template of a web page without rendering it: valid, escaped throughout, easy to read."""
    try:
        ImmutableSandboxedEnvironment().parse(source)
    except TemplateSyntaxError as error:
        yield Finding(file, f"line {error.lineno}", f"this is not valid Jinja: {error.message}", "mend the tag")
        return
    unescaped = [hit for hit in UNESCAPED.findall(source) if hit != THE_STYLE]
    if unescaped:
        yield Finding(file, "", f"'{unescaped[0]}' would print words unescaped", "take out safe or autoescape")
    said = EXPRESSION.sub("it", STATEMENT.sub(" ", COMMENT.sub("", source)))
    yield from hard_to_read(file, [("", TAG.sub(" ", ENDS_A_SENTENCE.sub(". ", said)))])


def spoken(source: str) -> str:
    """Strip Jinja from a template, leaving the words around it; each fact stands as one short word."""
    return EXPRESSION.sub("it", STATEMENT.sub("", COMMENT.sub("", source)))
