"""The loader for content files: PyYAML's safe one, in C where it was built with libyaml (its wheels are).

A pack is a thousand lines, and every start reads them: the loader written in Python takes four times as long.
"""

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader"]
