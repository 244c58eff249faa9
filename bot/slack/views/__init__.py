"""Forms and tabs: from the facts of `bot/surfaces.py` to views. With messages, the only place for Block Kit."""
