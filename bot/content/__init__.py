"""Content: packs and texts as files, and the code that reads, checks and renders them."""
