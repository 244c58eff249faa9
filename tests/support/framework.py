"""The innovation framework as it ships: how many weeks it has is asked of the pack, and not written into tests."""

from pathlib import Path

from bot.content.packs import load_pack

FRAMEWORK = load_pack(Path(__file__).resolve().parents[2] / "content" / "packs" / "innovation-framework")
WEEKS = len(FRAMEWORK.areas)
