"""Meetings face to face: leaders offer times, people take places, and nobody is named who does not want to be."""
