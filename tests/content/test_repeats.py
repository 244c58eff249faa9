"""An area that asks again what an earlier one asked: written in `pack.yaml`, refused where it could not be compared."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from bot.content.errors import PackError
from bot.content.packs import load_pack, pack_from_json, pack_to_json
from bot.content.schema import Pack

PACKS = Path("content/packs")


def copied(name: str, to: Path) -> Path:
    """A copy of a pack, to be changed."""
    return copytree(PACKS / name, to / name)


def change(path: Path, alter: Callable[[dict], object]) -> None:
    """Alter one YAML file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    alter(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def test_the_review_week_rates_what_week_5_rated() -> None:
    """The last area of the framework asks the very question of the week on culture, and of no other."""
    framework = load_pack(PACKS / "innovation-framework")
    last, culture = framework.areas[-1], framework.area("culture")
    assert (last.key, last.repeats, culture.number) == ("looking-back", "culture", 5)
    assert last.headline == culture.headline
    assert len({area.headline for area in framework.areas}) == len(framework.areas) - 1


def test_a_pack_that_repeats_nothing_is_as_before() -> None:
    """No area of the other pack asks again what an earlier one asked."""
    pack = load_pack(PACKS / "first-steps")
    assert [pack.start_of(area) for area in pack.areas] == [None] * len(pack.areas)


@pytest.mark.parametrize(
    ("place", "given", "said"),
    [
        (3, "gone", "area tell repeats 'gone', which is no earlier area of the pack"),
        (3, "tell", "area tell repeats 'tell', which is no earlier area of the pack"),
        (0, "try", "area notice repeats 'try', which is no earlier area of the pack"),
        (3, "notice", "area tell repeats 'notice', so its headline must be the same"),
        (3, "Not A Key", "repeats: may hold small letters, digits and hyphens"),
    ],
)
def test_what_could_not_be_compared_is_refused(tmp_path: Path, place: int, given: str, said: str) -> None:
    """An area that is not there, itself, a later one, and another question: each is an error that can be read."""
    folder = copied("first-steps", tmp_path)
    change(folder / "pack.yaml", lambda data: data["areas"][place].update(repeats=given))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert said in str(caught.value)
    assert str(folder / "pack.yaml") in str(caught.value)


def test_what_an_area_repeats_stands_in_pack_yaml_alone(tmp_path: Path) -> None:
    """It is the same in every language, so a file of one language may not say it."""
    folder = copied("first-steps", tmp_path)
    change(folder / "en/areas/tell.yaml", lambda data: data.update(repeats="notice"))
    with pytest.raises(PackError, match=r"tell\.yaml: repeats: is set by pack\.yaml"):
        load_pack(folder)


def test_a_campaign_that_runs_keeps_the_pack_it_has() -> None:
    """A pack that was stored before areas could repeat is read as it was: seven weeks, and none asks again."""
    framework = load_pack(PACKS / "innovation-framework")
    stored = json.loads(pack_to_json(framework))
    stored.update(version="1.0.1", areas=stored["areas"][:7], tiers=stored["tiers"][:3])
    for area in stored["areas"]:
        del area["repeats"]
    read = pack_from_json(json.dumps(stored))
    assert isinstance(read, Pack)
    assert read.areas == framework.areas[:7]
    assert [read.start_of(area) for area in read.areas] == [None] * 7
