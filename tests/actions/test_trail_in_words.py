"""A person's history is told in words: every verb about a consent has some (M7)."""

from collections.abc import Callable

import pytest

from kiosk.store.models import AuditEntry
from kiosk.views.manage.happened import HAPPENED
from tests.actions.every_action import ACTIONS, Do
from tests.cast import World


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda each: each.__name__)
def test_whatever_is_done_to_a_consent_has_words(
    world: World, prepare: Callable[[World], Do]
) -> None:
    prepare(world)()
    rows = AuditEntry.select().where(AuditEntry.subject.startswith("receipt:"))
    assert {row.verb for row in rows} <= set(HAPPENED)
