"""Why a database cannot be used, whichever kind it is."""


class DatabaseUnfit(Exception):
    """The database cannot be used as it is. The message says what to do."""

    for_operator = True  # a log may say it (serving/faults.py)
