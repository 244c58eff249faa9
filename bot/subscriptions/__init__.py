"""Who gets digests that go wider than a team's leaders: naming them, their own frequency and hour, and the writing."""
