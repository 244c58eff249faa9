"""Carries events, interactions and commands to the app, over Socket Mode or signed HTTP."""
