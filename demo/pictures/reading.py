"""The scenes of somebody who leads no team and gets a wider digest: what it says, and when it comes."""

from demo.pictures.shoot import Shoot
from demo.world import next_event


async def wider(shoot: Shoot) -> None:
    """The week after, the partnership's board reads of all teams together; its chair chooses another hour."""
    joyce = shoot.person("Joyce")
    while await shoot.newest("wider/digest", joyce.dm_with_bot()) is None:
        await next_event(shoot.stage)
    digest = await shoot.in_dm("wider/digest", joyce)
    await shoot.take("wider/digest", joyce, digest)
    await shoot.opens(joyce, digest, "reader_when")
    await shoot.take_form("reader_when", joyce)
    await shoot.sends(joyce, every="2", day="Fri", hour="16:00")
    await shoot.take_form("wider/done", joyce)
    await shoot.closes(joyce)
