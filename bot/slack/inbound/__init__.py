"""From Slack's payloads to the events of the conversations: pure functions, tested with whole payloads."""
