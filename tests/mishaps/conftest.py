"""The post office of `tests/delivery`, for what happens to its machine."""

from tests.delivery.conftest import any_office, office

__all__ = ["any_office", "office"]
