"""What tests, measurements and tools share: a server to start, devices, and the people's moves."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
