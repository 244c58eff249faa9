"""How long things are kept, what goes when, and what makes sure that what was deleted stays deleted."""
