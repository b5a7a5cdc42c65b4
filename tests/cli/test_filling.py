"""A database that was filled for measuring is whole, as the product itself looks at it."""

import json
from pathlib import Path

import pytest

from harness.server import Server

COUNT, TODAY = 1500, 100


@pytest.mark.long
def test_what_was_filled_verifies(tmp_path: Path) -> None:
    """Chain, digests, signatures and codes: else `bench.million` would measure something else."""
    server = Server(tmp_path / "data")
    for module in (
        ("harness.prepare", "clinicians", "1"),
        ("harness.prepare", "agreed", "1"),
        ("harness.filling", str(COUNT), str(TODAY)),
    ):
        made = server.run(*module, timeout=200)
    assert json.loads(made)["consents"] == COUNT
    said = server.flask("audit", "verify")
    assert said.startswith("The trail is whole.")
    assert f"receipts that fit it: {COUNT}" in said
