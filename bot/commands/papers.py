"""`waymark papers --out DIR`: the organisation's papers about its people's data, as Markdown."""

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import AskAgain
from bot.papers.writing import files
from bot.settings import answerable, load_settings


def papers(
    *,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write them to; made where there is none.")],
    replace: Annotated[bool, typer.Option(help="Write over papers that were changed since.")] = False,
) -> None:
    """Write the privacy notice, the impact assessment (DPIA) and three short pages, with your settings in them."""
    settings = load_settings()
    written = files(settings, out)
    changed = [path for path, text in written.items() if path.is_file() and path.read_text(encoding="utf-8") != text]
    if changed and not replace:
        raise AskAgain(f"{changed[0]} is there already and says something else. Choose another folder, or --replace.")
    out.mkdir(parents=True, exist_ok=True)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
        typer.echo(f"Wrote {path}.")
    for sentence in answerable(settings):
        typer.echo(sentence, err=True)
