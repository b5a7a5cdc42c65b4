"""Ask First for tests and measurements that tap faster than a person reads.

`gunicorn harness.quick:app`. A page takes a tap at once, where it would wait until it has been
seen; whoever tests that serves `wsgi:app` itself (tests/browser/test_second_tap.py). And one
machine plays hundreds of patients: its network is the place's own (harness/server.py), with a
budget that nothing here uses up. A dozen sign in as one person at one moment, which no person does,
and each password is checked in no time (harness/passwords.py).
tests/races/test_flood.py tests budgets and tries, and serves `wsgi:app`. `ROWS` in the environment
is how many rows of today's list stand on one page, for walks that share a server; `LIST_AGE` how
many seconds it may be old, which are none here.
"""

import os

from harness.passwords import cheapen
from kiosk.actions import attempts, budgets
from kiosk.views.staff import rows, today
from wsgi import app as app

cheapen()
app.config["SEEN_AFTER"] = 0
budgets.RAISED = 10_000
attempts.SIGN_IN = attempts.Limit(most=100, window=attempts.SIGN_IN.window)
# Nothing is deleted while a test looks on (but tests/races/test_keeper.py).
app.extensions.pop("beside")
rows.MAX_ROWS = int(os.environ.get("ROWS", rows.MAX_ROWS))
today.MAX_AGE = float(os.environ.get("LIST_AGE", 0))
