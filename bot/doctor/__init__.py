"""What may be wrong with an installation, found before people meet it."""
