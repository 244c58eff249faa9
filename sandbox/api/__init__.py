"""The Web API: a table of methods, each a small function, in one module per family."""
