"""Pictures of everything people see, taken in a browser while the story is played: the README's, and docs/messages.md.

`kinds.py` lists what there is, `camera.py` takes it, the scenes play up to it, `page.py` writes the page.
"""
