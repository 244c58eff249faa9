"""Block Kit, checked as strictly as Slack does."""
