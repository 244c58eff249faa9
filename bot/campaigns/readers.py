"""Who gets digests that go wider than a team's leaders: named in a campaign's file, or by an admin in Slack.

Each gets what was published of an organisation, or of all teams together: figures, never anybody's words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.campaigns.rhythm import Slot, parse_slot
from bot.content.markup import USER_ID
from bot.digests.wider.facts import FREQUENCIES, USUAL_SLOT, USUAL_WEEKS, Kind, group_key
from bot.errors import FieldProblem
from bot.ids import planned_id
from bot.storage.models import Campaign
from bot.storage.subscription_models import Subscription
from bot.storage.unit_of_work import UnitOfWork

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
FIRST_HOUR, LAST_HOUR = 7, 18
MOST = 40
"""So many readers of one campaign: a board, not a mailing list."""


@dataclass(frozen=True)
class ReaderPlan:
    """Somebody who is to get wider digests. `organisation` None: of all teams together.

    `every` (weeks) and `at` (such as "Tue 09:00") None: what is usual for who they are.
    """

    person: str
    kind: str
    organisation: str | None = None
    every: int | None = None
    at: str | None = None


def reader_problems(readers: Sequence[ReaderPlan], organisations: Iterable[str]) -> Iterator[FieldProblem]:
    """Give what is wrong with the readers of a plan."""
    known = set(organisations)
    if len(readers) > MOST:
        yield FieldProblem("readers", f"At most {MOST} people can get wider digests of a campaign.")
    for reader in readers:
        yield from _problems(reader, known)


def _problems(reader: ReaderPlan, organisations: set[str]) -> Iterator[FieldProblem]:
    if not USER_ID.fullmatch(reader.person):
        yield FieldProblem("readers", f"“{reader.person}” is not a person's id. Slack's ids look like U0123ABCD.")
    if reader.organisation is not None and reader.organisation not in organisations:
        yield FieldProblem("readers", f"No team is of “{reader.organisation}”. Choose an organisation that has a team.")
    try:
        kind = read_kind(reader.kind)
        check_group(kind, reader.organisation)
        if reader.every is not None:
            read_every(str(reader.every))
        if reader.at is not None:
            parse_slot(reader.at)
    except FieldProblem as problem:
        yield FieldProblem("readers", problem.sentence)


def reader_row(campaign: Campaign, plan: ReaderPlan, now: datetime) -> Subscription:
    """Make the row of somebody who is named; the plan was checked. Named twice, they are named once."""
    kind = Kind(plan.kind)
    return Subscription(
        id=planned_id("subscription", campaign.id, plan.person, group_key(plan.organisation)),
        workspace=campaign.workspace,
        campaign_id=campaign.id,
        user=plan.person,
        kind=kind.value,
        organisation=plan.organisation,
        every=plan.every or USUAL_WEEKS[kind],
        at=str(parse_slot(plan.at or USUAL_SLOT)),
        stopped=False,
        made_at=now,
        looked_at=now,
        version=1,
    )


async def plans_of(work: UnitOfWork, campaign_id: str) -> tuple[ReaderPlan, ...]:
    """Read a campaign's readers back as a plan."""
    rows = await work.subscriptions.of_campaign(campaign_id)
    return tuple(ReaderPlan(row.user, row.kind, row.organisation, row.every, row.at) for row in rows)


async def follow_plan(
    work: UnitOfWork, campaign: Campaign, wanted: Sequence[ReaderPlan], now: datetime
) -> tuple[str, ...]:
    """Name those who are new in a plan, and take out those who are gone; give what changed, in sentences.

    Those who stay keep the frequency and the hour that they chose.
    """
    there = {row.id: row for row in await work.subscriptions.of_campaign(campaign.id)}
    rows = {row.id: row for row in (reader_row(campaign, plan, now) for plan in wanted)}
    changes = []
    for key in sorted(rows.keys() - there.keys()):
        await work.subscriptions.add(rows[key])
        changes.append(f"{rows[key].user} gets digests of {_of(rows[key])}.")
    for key in sorted(there.keys() - rows.keys()):
        await work.subscriptions.remove(key)
        changes.append(f"{there[key].user} gets no more digests of {_of(there[key])}.")
    return tuple(changes)


def _of(row: Subscription) -> str:
    return row.organisation or ("all teams together" if row.organisation is None else "teams without an organisation")


# --- what may be chosen -----------------------------------------------------------------------------------------------


def read_kind(given: str) -> Kind:
    """Read what somebody is. Raises `FieldProblem` on `kind`."""
    try:
        return Kind(given)
    except ValueError as unknown:
        known = ", ".join(kind.value for kind in Kind)
        raise FieldProblem("kind", f"“{given}” is no kind of reader. Choose one of {known}.") from unknown


def check_group(kind: Kind, organisation: str | None) -> None:
    """Raise `FieldProblem` on `group` for a partnership's board that is to read of one organisation alone."""
    if kind is Kind.PARTNERSHIP and organisation is not None:
        raise FieldProblem("group", "A partnership’s board reads of all organisations together.")


def read_every(given: str) -> int:
    """Read how many weeks lie between two digests. Raises `FieldProblem` on `every`."""
    if given not in {str(number) for number in FREQUENCIES}:
        raise FieldProblem("every", "Choose every week (1), every second week (2) or every fourth week (4).")
    return int(given)


def read_slot(day: str, hour: str) -> Slot:
    """Read a day and an hour. Raises `FieldProblem` on `day` or `hour`."""
    if day not in DAYS:
        raise FieldProblem("day", "Choose a day from Monday to Friday.")
    return parse_slot(f"{day} {read_hour(hour)}")


def read_hour(given: str) -> str:
    """Read a full hour of the working day, such as "09:00". Raises `FieldProblem` on `hour`."""
    if given not in hours():
        raise FieldProblem("hour", f"Choose an hour from {FIRST_HOUR:02}:00 to {LAST_HOUR}:00.")
    return given


def hours() -> tuple[str, ...]:
    """The full hours at which digests may come."""
    return tuple(f"{hour:02}:00" for hour in range(FIRST_HOUR, LAST_HOUR + 1))
