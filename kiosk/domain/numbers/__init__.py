"""Counts without identities (M9): what is counted, when, how it is rounded, and what is safe."""
