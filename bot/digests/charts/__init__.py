"""Charts as data: what stands where, from published figures only. Pure; `bot/content/drawings.py` draws them."""
