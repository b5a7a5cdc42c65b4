"""Ask First for tests and measurements that tap faster than a person reads.

`gunicorn harness.quick:app`. A page takes a tap at once, where it would wait until it has been
seen; whoever tests that serves `wsgi:app` itself (tests/browser/test_second_tap.py).
"""

from wsgi import app

app.config["SEEN_AFTER"] = 0
