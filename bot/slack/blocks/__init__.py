"""Messages: one small function per utterance, from facts to text and blocks. Block Kit is written here and in views."""
