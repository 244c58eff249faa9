"""Waymark's tests. `make test` runs them all; CONTRIBUTING.md says how to run a few."""
