"""Measurements that decide: each is a command that prints a table. They take minutes and are no tests."""
