"""Digests that go wider than a team's leaders: figures of an organisation or of all teams, never anybody's words."""
