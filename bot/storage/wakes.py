"""What a transaction made due: for those who write a job about it in the same transaction (`UnitOfWork.commit`)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Wake:
    """A message or target that is worth a step from the later of two moments on: campaign time and wire time.

    None is no condition. `priority` is the message's: 1 comes before 5.
    """

    id: str
    priority: int = 5
    due_at: datetime | None = None
    retry_at: datetime | None = None


@dataclass
class Touched:
    """What the repositories changed since the last commit, by id."""

    deliveries: set[str] = field(default_factory=set)  # planned, or due at another time
    targets: set[str] = field(default_factory=set)  # desired states that may be behind
    ended: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Deliveries that hold nothing back any more at the place they went to: workspace and recipient."""
    resumed: set[str] = field(default_factory=set)  # campaigns whose pause is over

    def __bool__(self) -> bool:
        return bool(self.deliveries or self.ended or self.targets or self.resumed)

    def clear(self) -> None:
        """Forget everything."""
        self.deliveries.clear()
        self.targets.clear()
        self.ended.clear()
        self.resumed.clear()
