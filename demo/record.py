"""What people of the story really did, as the sandbox took it: the side of the comparison that is not the database."""

from dataclasses import dataclass, field


@dataclass
class Done:
    """One person's doings in one team and week. Texts of deleted answers are None."""

    thread: dict[str, str | None] = field(default_factory=dict)  # message ts → final text
    form: list[list[str | None]] = field(default_factory=list)  # [mode, final text], the answer before its follow-up
    ratings: dict[str, int] = field(default_factory=dict)
    rated: bool = False
    supports: set[tuple[str, str]] = field(default_factory=set)  # (message ts, reaction)

    def rate(self, *, by: str, now: int | None = None, needed: int | None = None) -> None:
        """Remember ratings; the last one of a scale counts."""
        for scale, value in (("now", now), ("needed", needed)):
            if value is not None:
                self.ratings[scale] = value
                self.rated = True

    def unrate(self, scale: str) -> None:
        """A reaction was taken back: its rating goes, that the person took part stays."""
        self.ratings.pop(scale, None)

    @property
    def took_part(self) -> bool:
        """Whether the person answered or rated, even if they took it back later."""
        return bool(self.thread or self.form or self.rated)


@dataclass
class Record:
    """Everybody's doings, by team's channel, week and person."""

    done: dict[tuple[str, int, str], Done] = field(default_factory=dict)
    offers: set[tuple[str, str]] = field(default_factory=set)  # (leader, the button's value)

    def of(self, team: str, week: int, user: str) -> Done:
        """What one person did in one team's week."""
        return self.done.setdefault((team, week, user), Done())
