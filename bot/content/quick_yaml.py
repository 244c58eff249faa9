"""The loader for content files: PyYAML's safe one, in C where it was built with libyaml (its wheels are).

A pack is a thousand lines, and every start reads them: the loader written in Python takes four times as long.
"""

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader", "read_yaml"]


def read_yaml(text: str) -> Any:
    """Read what a file of ours holds. Raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=SafeLoader)
