"""The refusals of what was scanned or typed as a receipt."""

from kiosk.domain.refusals import Refusal


class BadCode(Refusal):
    """What was typed is not a short code, receipt or receipt address."""

    code = "code_bad"
    status = 422


class CodeUnknown(Refusal):
    """A well-formed code that belongs to no current receipt here."""

    code = "code_unknown"
    status = 422


class ReceiptFalse(Refusal):
    """A token that fails the strict check: we did not sign it as it stands."""

    code = "receipt_false"
    status = 422


class ReceiptLost(Refusal):
    """Signed here, but we have no record of it: an older database was put back (K2)."""

    code = "receipt_lost"
    status = 422


class ReceiptGarbled(Refusal):
    """A token whose letters a scanner made all capitals or all small: it cannot be checked."""

    code = "receipt_garbled"
    status = 422


class ReceiptUnreadable(Refusal):
    """It cannot be read as a receipt: typed wrong, cut off, or something else altogether."""

    code = "receipt_unreadable"
    status = 422


class ReceiptElsewhere(Refusal):
    """A genuine receipt of another site."""

    code = "receipt_elsewhere"
    status = 422


class ReceiptMoved(Refusal):
    """Signed with our key, under another public URL: no forgery, and a setting that is missing."""

    code = "receipt_moved"
    status = 422
