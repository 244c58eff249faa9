"""People's hands: what a person can do in Slack's client, as methods."""
