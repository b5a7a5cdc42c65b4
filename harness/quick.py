"""Ask First for tests and measurements that tap faster than a person reads.

`gunicorn harness.quick:app`. A page takes a tap at once, where it would wait until it has been
seen; whoever tests that serves `wsgi:app` itself (tests/browser/test_second_tap.py). And one
machine plays hundreds of patients: its network is the place's own (harness/server.py), with a
budget that nothing here uses up. tests/races/test_flood.py tests budgets, and serves `wsgi:app`.
"""

from kiosk.actions import budgets
from wsgi import app

app.config["SEEN_AFTER"] = 0
budgets.RAISED = 10_000
