"""Races and kills: many clients at once against the running server, and its sudden death."""
