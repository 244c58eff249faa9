"""How many ask a question too, as it may be said: "so many or more", once, and only where it points at nobody. Pure.

Said at a fixed moment of the week and never taken back, so that nobody reads from a change who has just voted. In a
team of exactly k, "k or more" would say that each of them did; in one of k + 1, somebody who did not vote would know
that all the others did. So the team must have 2 k people: fewer than k of them who tell each other what they did learn
of nobody else. A vote is seen by nobody: there is no other count that this one could be compared with.
"""


def to_be_said(voters: int, staff: int, threshold: int) -> int:
    """Give the number that may be said; 0: nothing is said. `staff` are all who could have voted."""
    return threshold if voters >= threshold and staff >= 2 * threshold else 0
