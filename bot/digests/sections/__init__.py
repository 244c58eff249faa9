"""One module a section of the digest: from the brief to that section's facts."""
