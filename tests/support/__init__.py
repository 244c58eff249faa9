"""What tests lean on: a database server, a browser. Nothing here asserts anything about Waymark."""
