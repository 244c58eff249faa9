"""Sessions in a room: a facilitator captures actions as they are agreed, and enters answers of people not on Slack."""
