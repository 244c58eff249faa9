"""Quotes: from words that their author let us quote to words that leaders read, by a person's decision each time."""
