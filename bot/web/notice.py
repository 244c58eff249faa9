"""`/privacy`: the organisation's privacy notice as a page, for an organisation that has no page of its own.

Made once, from the same Markdown that `waymark papers` writes. It holds no script and nothing of anybody's data.
"""

import html
from pathlib import Path

from markdown_it import MarkdownIt
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.web.headers import StrictHeaders, with_own_style

PATH = "/privacy"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""


def notice_route(markdown: str, language: str = "en") -> Route:
    """Build the route. The notice's first heading becomes the page's title."""
    style = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    page = PAGE.format(language=language, title=html.escape(_title(markdown)), style=style, body=_drawn(markdown))
    headers = {**with_own_style(style), "cache-control": "max-age=300"}

    async def show(request: Request) -> Response:
        return HTMLResponse(page, headers=headers)

    return Route(PATH, show, middleware=[Middleware(StrictHeaders)])


def _drawn(markdown: str) -> str:
    """HTML in a setting stays words: the parser knows none."""
    return str(MarkdownIt("commonmark", {"html": False}).render(markdown))


def _title(markdown: str) -> str:
    return next((line[2:] for line in markdown.splitlines() if line.startswith("# ")), "")
