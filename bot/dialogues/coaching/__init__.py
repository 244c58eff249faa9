"""One person in one round: they answer or rate, the coach follows up once, they may change or delete what they said.

Nothing here holds a text: the state knows which answer was followed up and with which probe, no more. Late answers
(after the close) are kept and count in the final report only. Leaders' answers are shown and never counted as staff.
"""
