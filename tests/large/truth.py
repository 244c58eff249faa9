"""Whether what a digest says is so: each line against what was stored when the week closed, counted in plain loops.

Nothing here uses the product's counting. Where the product may say less than is known (a band, a share, nothing at
all), it is checked that what it says is true, that no group below the threshold is in it, and that nothing is kept back
that need not be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.large.photograph import Counted, Said

SHARES = {"nearly": (0.85, 1.01), "most": (0.6, 0.85), "half": (0.4, 0.6), "third": (0.2, 0.4), "few": (0.0, 0.2)}
Week = Mapping[str, Counted]


@dataclass
class Figures:
    """What was counted of a team's ratings on one base."""

    base: str
    now: float | None
    needed: float | None
    gap: float | None
    split: bool
    agreed: dict[str, int]


@dataclass
class Judge:
    """Holds digests against the photograph of their week; `faults` is what was not so, `checked` counts the lines."""

    k: int
    titles: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    where: str = ""

    def must(self, line: str, so: bool, why: object = "") -> None:
        """Check one thing about a line."""
        self.checked[line] += 1
        if not so:
            self.faults.append(f"{self.where}: {line}: {why}")

    # --- who was heard -----------------------------------------------------------------------------------------------

    def heard(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """Bands and shares are true; teams without figures are too small, or would give somebody away."""
        shown = snapshot["heard"]["teams"]
        names = [item["team"] for item in shown]
        self.must("alphabetical order", names == sorted(names, key=str.casefold), names)
        for item in shown:
            team = week[item["team_id"]]
            people, members = len(team.took_part), len(team.staff)
            low, high = item["heard"]
            self.must("band", low <= people and (high is None or people <= high), (item["team"], item["heard"], people))
            self.must("no band below k", low >= self.k, item)
            self.must("no band of one number", high is None or high > low, item)
            if item["share"] is not None:
                least, below = SHARES[item["share"]]
                self.must("share", least <= people / members < below, (item, people, members))
        with_figures = {item["team_id"] for item in shown}
        small = snapshot["heard"]["small_teams"]
        for team in (week[item["team_id"]] for item in snapshot["teams"]):
            if team.team.id not in with_figures:
                self.must("small team is named", team.team.name in small, team.team.name)
                self.must("small team", is_small(team, self.k), team.team.name)
        self.must("every team is heard or small", len(shown) + len(small) == len(snapshot["teams"]), snapshot["teams"])

    def small_teams(self, week: Week, organisation: str) -> list[Counted]:
        """The teams of an organisation that have no figures of their own."""
        every = [team for team in week.values() if team.team.organisation == organisation]
        return [team for team in every if is_small(team, self.k)]

    # --- now, needed, the gap ----------------------------------------------------------------------------------------

    def gaps(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """Each team's numbers are the means of those who rated, on the finest base that may be shown."""
        shown = {item["team_id"]: item for item in (snapshot["gaps"] or {"teams": []})["teams"]}
        for item in snapshot["heard"]["teams"]:
            true = figures_of([week[item["team_id"]]], self.k)
            said = shown.pop(item["team_id"], None)
            if true is None or said is None:
                self.must("no ratings", true is None and said is None, (item["team"], true, said))
                continue
            self.same_numbers("ratings", said, true)
        self.must("ratings of other teams", not shown, list(shown))

    def same_numbers(self, line: str, said: Mapping[str, Any], true: Figures) -> None:
        """The numbers of one group."""
        for name in ("base", "now", "needed", "gap", "split", "agreed"):
            self.must(f"{line}: {name}", said[name] == getattr(true, name), (said, true))

    def summary(self, snapshot: Mapping[str, Any]) -> None:
        """The sentence at the top counts what stands below."""
        summary = snapshot["summary"]
        if summary is None:
            return
        wide = every = 0
        for item in snapshot["gaps"]["teams"]:
            if item["gap"] is not None:
                every += 1
                wide += item["gap"] >= 1
        self.must("summary", (summary["wide"], summary["teams"]) == (wide, every), summary)

    # --- themes ------------------------------------------------------------------------------------------------------

    def themes(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """Each count is of people who tapped the theme; who is not counted is nobody, or at least k."""
        shown = {item["team_id"]: item["themes"] for item in (snapshot["themes"] or {"teams": []})["teams"]}
        for item in snapshot["heard"]["teams"]:
            chosen = themes_of(week[item["team_id"]], self.titles)
            told = shown.pop(item["team_id"], [])
            self.must("at most three themes", len(told) <= 3, told)
            for theme in told:
                people = len(chosen.get(theme["title"], ()))
                if theme["people"] is not None:
                    self.must("theme", theme["people"] == people, (item["team"], theme, people))
                else:
                    low, high = theme["band"]
                    self.must("theme in a band", low <= people and high is None, (item["team"], theme, people))
                self.must("no theme below k", people >= self.k, (item["team"], theme))
            counts = [theme["people"] for theme in told if theme["people"] is not None]
            self.must("themes by people", counts == sorted(counts, reverse=True), told)
            if len(told) < 3:
                self._the_rest(item["team"], chosen, {theme["title"] for theme in told}, week[item["team_id"]])
        self.must("themes of other teams", not shown, list(shown))

    def _the_rest(self, team: str, chosen: Mapping[str, set[str]], told: set[str], counted: Counted) -> None:
        """All that may be shown is: those who stand in what is hidden are none, or at least k."""
        hidden: set[str] = set()
        for title, people in chosen.items():
            if title not in told:
                hidden |= people
        self.must("hidden themes", not told or not 0 < len(hidden) < self.k, (team, told, len(hidden)))
        large = [title for title, people in chosen.items() if len(people) >= self.k]
        if set(large) == told:
            return
        rest = set()
        for title, people in chosen.items():
            if title not in large:
                rest |= people
        alone = rest.copy()
        for title in large:
            alone -= chosen[title]
        gives_away = 0 < len(rest) < self.k or 0 < len(alone) < self.k
        most = max(len(chosen[title]) for title in large if title not in told)
        self.must("theme kept back", gives_away or most > len(counted.staff) - self.k, (team, large, told))

    # --- side by side ------------------------------------------------------------------------------------------------

    def differ(self, snapshot: Mapping[str, Any]) -> None:
        """Two teams that are said to differ do, and no two are further apart."""
        rows = (snapshot["gaps"] or {"teams": []})["teams"]
        known = [(item["team"], item["now"]) for item in rows if item["now"] is not None]
        furthest = 0.0
        for place, (_, one) in enumerate(known):
            for _, other in known[place + 1 :]:
                furthest = max(furthest, round(abs(one - other), 1))
        pair = (snapshot["differ"] or {"teams": None})["teams"]
        if pair is None:
            self.must("nobody differs", furthest < 1, furthest)
            return
        apart = round(abs(pair[0]["now"] - pair[1]["now"]), 1)
        theirs = all((item["team"], item["now"]) in known for item in pair)
        self.must("teams differ", apart == furthest and theirs, (pair, known))

    def sums(self, snapshot: Mapping[str, Any], week: Week, whole: Mapping[str, str]) -> None:
        """What is said of an organisation, or of all teams, is true of them. `whole` as in `sum_figures`."""
        for item in snapshot["heard"]["organisations"]:
            self.sum_heard(item, _teams_of(week, item["organisation"]))
        for item in (snapshot["differ"] or {}).get("organisations") or ():
            numbers = {each.now for each in sum_figures(_teams_of(week, item["organisation"]), self.k)}
            self.must("organisations differ", item["now"] in numbers, (item, numbers))
        for item in (snapshot["gaps"] or {"organisations": []})["organisations"]:
            self.sum_rated(item, _teams_of(week, item["organisation"]), whole if item["organisation"] is None else {})

    def sum_rated(self, item: Mapping[str, Any], teams: Sequence[Counted], whole: Mapping[str, str]) -> None:
        """The numbers of several teams together."""
        true = [asdict(figures) for figures in sum_figures(teams, self.k, whole)]
        so = any(all(item[name] == each[name] for name in each) for each in true)
        self.must("ratings together", so, (item, true))

    def sum_heard(self, item: Mapping[str, Any], groups: Sequence[Counted]) -> None:
        """How many several teams are together."""
        counted = groups if item["all_teams"] else [team for team in groups if not is_small(team, self.k)]
        people: set[str] = set()
        for team in counted:
            people |= team.took_part
        low, high = item["heard"]
        so = low <= len(people) and (high is None or not item["all_teams"] or len(people) <= high)
        self.must("band together", so, (item, len(people)))
        self.must("no band together below k", low >= self.k, item)

    def partners(self, snapshot: Mapping[str, Any], published: Mapping[str | None, float]) -> None:
        """An organisation is said to stand apart from all together where it does."""
        told = (snapshot["differ"] or {}).get("partners")
        if told is None:
            return
        ours, every = published.get(told["organisation"]), published.get(None)
        self.must("partners", (told["own"], told["together"]) == (ours, every), (told, ours, every))
        self.must("partners are apart", round(abs(told["own"] - told["together"]), 1) >= 1, told)

    def trend(
        self, snapshot: Mapping[str, Any], earlier: Mapping[str, Sequence[tuple[str, float]]], again: str | None
    ) -> None:
        """A gap's rank among those of the weeks before, each of which a digest had shown.

        `again` is the title of the area whose question this week asks once more: its gap stands there, and no rank.
        """
        gaps = {i["team_id"]: i["gap"] for i in (snapshot["gaps"] or {"teams": []})["teams"] if i["gap"] is not None}
        told = {i["team_id"]: i for i in (snapshot["trend"] or {"teams": []})["teams"]}
        for team_id, gap in gaps.items():
            before = [each for _, each in earlier.get(team_id, ())]
            item = told.pop(team_id, None)
            if not before:
                self.must("no trend in the first week", item is None, item)
                continue
            if item is None:
                self.must("trend is told", False, (team_id, before))
                continue
            start = [each for title, each in earlier[team_id] if title == again]
            if start:
                so = (item["start"]["gap"], item["rank"], item["wider"]) == (start[0], "", None)
                self.must("start", so and item["gap"] == gap, (item, start))
                continue
            self.must("no start", item["start"] is None, item)
            rank = "widest" if gap > max(before) else "narrowest" if gap < min(before) else ""
            right = (item["gap"], item["rank"], item["areas"]) == (gap, rank, len(before) + 1)
            self.must("trend", right, (item, gap, before))
            if item["wider"]:
                self.must("widest before", item["wider"]["gap"] == max(before), (item, before))
        self.must("trend of other teams", not told, list(told))

    def rhythm(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """Where few are said to have taken part, fewer than 35 % did."""
        by_name = {week[item["team_id"]].team.name: week[item["team_id"]] for item in snapshot["teams"]}
        for name in (snapshot["rhythm"] or {"teams": []})["teams"]:
            team = by_name[name]
            self.must("few took part", len(team.took_part) < 0.35 * len(team.staff), (name, len(team.took_part)))

    def leaders(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """The reader's own numbers are what they gave; those of the others hold three others or more."""
        told, reader = snapshot["leaders"], snapshot["leader"]
        for item in told["teams"]:
            own = week[item["team_id"]].leaders_rated.get(reader, {})
            for scale in ("now", "needed"):
                self.must("own view", item[scale] == own.get(scale), (item, own))
        if told["others"]:
            for scale in ("now", "needed"):
                given: dict[str, list[int]] = {}
                for team in week.values():
                    for who, scales in team.leaders_rated.items():
                        if who != reader and scale in scales:
                            given.setdefault(who, []).append(scales[scale])
                middles = [half_up(sum(values), len(values)) for values in given.values()]
                heap = [middles.count(value) for value in range(1, 6)]
                true = mean(softened(heap)) if len(middles) >= 3 else None
                self.must("other leaders", told["others"][scale] == true, (told["others"], heap))

    # --- what people said --------------------------------------------------------------------------------------------

    def words(self, snapshot: Mapping[str, Any], week: Week) -> None:
        """What stands there by name was said by that person, in time, in a channel that the reader is in."""
        reader, told = snapshot["leader"], snapshot["words"] or {"teams": [], "unread": []}
        teams = {week[item["team_id"]].team.name: week[item["team_id"]] for item in snapshot["teams"]}
        unread = sorted(name for name, team in teams.items() if reader not in team.team.members)
        self.must("threads that are not read", sorted(told["unread"]) == unread, (told["unread"], unread))
        for item in told["teams"]:
            team = teams[item["team"]]
            self.must("in the channel", reader in team.team.members, item["team"])
            named = [s for s in team.said if s.mode == "named" and not s.is_put and s.question != "residents"]
            self._said(item["answers"], [s for s in named if not s.by_leader])
            self._said(item["leaders"], [s for s in named if s.by_leader and s.who != reader])
            every = sum(not s.by_leader for s in named)
            self.must("answers counted", len(item["answers"]) + item["more"] == every, (item, every))
        for item in (snapshot["residents"] or {"teams": []})["teams"]:
            told_by = [s for s in teams[item["team"]].said if s.mode == "named" and s.question == "residents"]
            self._said(item["told"], told_by)
            every = sum(not s.by_leader for s in told_by)
            self.must("residents counted", len(item["told"]) + item["more"] == every, (item, every))

    def _said(self, items: Iterable[Mapping[str, Any]], said: Sequence[Said]) -> None:
        for item in items:
            found = [s for s in said if s.key == item["key"] and s.who == item["author"] and s.text == item["text"]]
            self.must("named answer", len(found) == 1, item)

    def questions(self, snapshot: Mapping[str, Any], week: Week, sums_open: Mapping[str, bool]) -> None:
        """Every question that may be passed on is, once, with a name only where one was given; none that may not."""
        told = snapshot["questions"] or {"put": [], "more": 0, "held_back": False}
        figures = {item["team_id"] for item in snapshot["heard"]["teams"]}
        due: Counter[tuple[str | None, str | None, str | None, str]] = Counter()
        for item in snapshot["teams"]:
            team = week[item["team_id"]]
            for one in (*team.said, *team.unlinked):
                if one.is_put and not one.by_leader and (item["team_id"] in figures or one.mode == "named"):
                    due[team.team.name, None, one.who if one.mode == "named" else None, one.text] += 1
        without = [item["team_id"] for item in snapshot["teams"] if item["team_id"] not in figures]
        small = {week[team_id].team.organisation for team_id in without}
        for name in small:
            if sums_open.get(name):
                for team in self.small_teams(week, name):
                    for one in (*team.said, *team.unlinked):
                        if one.is_put and not one.by_leader and one.mode != "named":
                            due[None, name, None, one.text] += 1
        said = Counter((i["team"], i["organisation"], i["author"], i["text"]) for i in told["put"])
        self.must("questions are theirs", not said - due, said - due)
        every = len(told["put"]) + told["more"]
        self.must("questions counted", every == due.total(), (every, due.total()))
        held = any(not sums_open.get(name) for name in small)
        self.must("questions held back", told["held_back"] == held, (told["held_back"], small, sums_open))

    def quotes(self, snapshot: Mapping[str, Any], week: Week, released: Mapping[str, str]) -> None:
        """Each quote was released, its author ticked the box, and k people or more took part in its team."""
        figures = {item["team_id"] for item in snapshot["heard"]["teams"]}
        for group in (snapshot["quotes"] or {"groups": []})["groups"]:
            self.must("at most three quotes", len(group["quotes"]) <= 3, group)
            if group["team_id"]:
                teams = [week[group["team_id"]]]
                self.must("quotes of a team with figures", group["team_id"] in figures, group)
            else:
                teams = [t for t in week.values() if t.team.organisation == group["organisation"]]
            for quote in group["quotes"]:
                self.must("released", released.get(quote["key"]) == quote["text"], quote)
                given = [s for t in teams for s in (t.unlinked if group["team_id"] is None else t.said)]
                ticked = [s for s in given if s.quotable and s.mode != "named" and not s.is_put and not s.by_leader]
                found = [s for s in ticked if s.text.split(",")[0] == quote["text"].split(",")[0]]
                self.must("may be quoted", bool(found), quote)

    def promises(self, snapshot: Mapping[str, Any], made: Iterable[tuple[str, str, str, str]], offers: int) -> None:
        """Promises and offers are the reader's own, with their state."""
        told = snapshot["promises"] or {"made": [], "made_more": 0, "offers": [], "more": 0}
        mine = list(made)
        for item in told["made"]:
            so = (item["text"], item["owner"], item["on"], item["state"]) in mine
            self.must("promise", so, (item, mine))
        self.must("promises counted", len(told["made"]) + told["made_more"] == len(mine), (told, mine))
        self.must("offers counted", len(told["offers"]) + told["more"] == offers, (told, offers))


def figures_of(teams: Sequence[Counted], k: int) -> Figures | None:
    """The ratings of some teams on the finest base on which k people rated, and none or k of them in private."""
    now: list[tuple[int, bool]] = []
    needed: list[tuple[int, bool]] = []
    both_now: list[tuple[int, bool]] = []
    both_needed: list[tuple[int, bool]] = []
    for team in teams:
        for who, given in team.now.items():
            now.append(given)
            if who in team.needed:
                both_now.append(given)
                both_needed.append(team.needed[who])
        needed += team.needed.values()
    if may_show(both_now, k) and may_show(both_needed, k):
        return made_of("both", both_now, both_needed)
    none: list[tuple[int, bool]] = []
    if may_show(now, k):
        return made_of("now", now, none)
    if len(seen := [one for one in now if one[1]]) >= k:
        return made_of("now.public", seen, none)
    if may_show(needed, k):
        return made_of("needed", none, needed)
    return None


def is_small(team: Counted, k: int) -> bool:
    """Whether too few took part for figures; or "k or more" and those who were seen would tell of fewer than k."""
    if len(team.took_part) < k:
        return True
    members, seen = max(len(team.staff), k - 1), len(team.seen)
    for numbers in ([n for n in range(seen, members + 1) if n < k], [n for n in range(seen, members + 1) if n >= k]):
        if len(numbers) == 1:
            hidden, silent = numbers[0] - seen, members - numbers[0]
            if 0 < hidden < k or 0 < silent < k:
                return True
    return False


def _teams_of(week: Week, organisation: str | None) -> list[Counted]:
    """The teams of an organisation; of all where there is none."""
    return [team for team in week.values() if organisation in (None, team.team.organisation)]


def sum_figures(teams: Sequence[Counted], k: int, whole: Mapping[str, str] | None = None) -> list[Figures]:
    """What may truly be said of several teams together: of all of them, or of those that were published on a base.

    `whole`: organisations whose ratings were published for all of their teams, each with the base.
    """
    found = []
    alone = {team.team.id: None if is_small(team, k) else figures_of([team], k) for team in teams}
    for base in ("both", "now"):
        published = []
        for team in teams:
            one, as_a_whole = alone[team.team.id], (whole or {}).get(team.team.organisation)
            if as_a_whole == base or (as_a_whole is None and one is not None and one.base == base):
                published.append(team)
        for chosen in (teams, published):
            now = [given for team in chosen for who, given in team.now.items() if base == "now" or who in team.needed]
            needed = [team.needed[who] for team in chosen for who in team.now if base == "both" and who in team.needed]
            if len(now) >= k:
                found.append(made_of(base, now, needed))
    return found


def may_show(given: Sequence[tuple[int, bool]], k: int) -> bool:
    """Whether k people rated, and those who did in private are none or at least k."""
    private = sum(not seen for _, seen in given)
    return len(given) >= k and not 0 < private < k


def made_of(base: str, now: Sequence[tuple[int, bool]], needed: Sequence[tuple[int, bool]]) -> Figures:
    """Count up one base."""
    heaps = {}
    for scale, given in (("now", now), ("needed", needed)):
        if given:
            heaps[scale] = [sum(value == each for value, _ in given) for each in range(1, 6)]
    means = {scale: mean(softened(heap)) for scale, heap in heaps.items()}
    gap = round(means["needed"] - means["now"], 1) if len(means) == 2 else None
    about = heaps.get("now") or heaps["needed"]
    low, high, people = about[0] + about[1], about[3] + about[4], sum(about)
    split = min(low, high) >= 2 and min(low, high) * 4 >= people
    agreed = {}
    for scale, heap in heaps.items():
        for value in range(1, 6):
            if heap[value - 1] * 5 >= sum(heap) * 4:
                agreed[scale] = value
    return Figures(base, means.get("now"), means.get("needed"), gap, split, agreed)


def softened(heap: Sequence[int]) -> list[int]:
    """Where all gave the same, one of them counts a step nearer the middle."""
    given = [value for value in range(5) if heap[value]]
    changed = list(heap)
    if len(given) == 1:
        changed[given[0]] -= 1
        changed[given[0] + (1 if given[0] < 2 else -1)] += 1
    return changed


def mean(heap: Sequence[int]) -> float:
    """The mean with one decimal, halves up."""
    return half_up(10 * sum(value * count for value, count in enumerate(heap, 1)), sum(heap)) / 10


def half_up(whole: int, parts: int) -> int:
    """Divide, halves up."""
    rest = whole % parts
    return whole // parts + (2 * rest >= parts)


def themes_of(team: Counted, titles: Mapping[str, str]) -> dict[str, set[str]]:
    """Who chose which theme, by its title. Who answered Unlinked counts for the theme of that answer alone."""
    chosen: dict[str, set[str]] = {}
    for one in team.said:
        if one.theme and not one.by_leader and one.who is not None and one.who not in team.spent:
            chosen.setdefault(titles[one.theme], set()).add(one.who)
    if not any(one.theme for one in team.unlinked):  # then nobody is left out for having answered Unlinked
        chosen = {}
        for one in team.said:
            if one.theme and not one.by_leader and one.who is not None:
                chosen.setdefault(titles[one.theme], set()).add(one.who)
    for place, one in enumerate(team.unlinked):
        if one.theme:
            chosen.setdefault(titles[one.theme], set()).add(f"unlinked {place}")
    return chosen
