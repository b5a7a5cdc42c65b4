"""Walks through the running product in a real Chromium, by touch, keyboard and pointer."""
