"""The answers of a walk without a browser: as values, as forms by page, as one form for all."""

from typing import Any

PATIENT = {"name": "Margaret O'Neill", "day": "27", "month": "3", "year": "1948", "nhs_number": ""}
ANSWERS: dict[str, Any] = {
    "whose": "mine",
    "where": "room",
    "types": ["sound"],
    "part": "talking",
    "by": "patient",
    "device": "phone",
    "company": "alone",
    "more": "mine",
    "others": "no",
    "reason": "remember",
    "child": "ok",
    "objects": "yes",
    "audience": "me",
    "you": {"name": "Margaret O'Neill", "birth_date": "1948-03-27", "nhs_number": "9434765919"},
    "statements": [f"S{number}" for number in range(1, 10)],
    "signature": {"how": "typed", "name": "Margaret O'Neill"},
}
# Every question by itself: "Something is different", then "Ask me everything".
LONG_WAY: dict[str, dict[str, Any]] = {
    "usual": {"usual": "different"},
    "different": {"different": "all"},
}
LONG_ANSWERS: dict[str, Any] = {"usual": {"said": "different", "ticked": False}, "different": "all"}
SHORT_WAY: dict[str, dict[str, Any]] = {"usual": {"usual": "right"}}
FORMS: dict[str, dict[str, Any]] = {
    **LONG_WAY,
    "whose": {"whose": "mine"},
    "behalf": {"signer": "Tom O'Neill", "relationship": "attorney"},
    "where": {"where": "room"},
    "types": {"sound": "yes", "video": "no", "photo": "no", "live": "no"},
    "part": {"part": "talking"},
    "listeners": {"listeners": "My sister Ann"},
    "by": {"by": "patient"},
    "device": {"device": "phone"},
    "company": {"alone": "yes"},
    "more": {"more": "mine"},
    "others": {"others": "no"},
    "reason": {"reason": "remember"},
    "child": {"child": "ok"},
    "objects": {"objects": "yes"},
    "grown": {"grown": "yes"},
    "audience": {"audience": "me"},
    "you": PATIENT,
    "statements": {"statements": "all"},
    "signature": {"how": "typed", "name": "Margaret O'Neill"},
    "named": {"named": "yes"},  # asked where who signs has another name
}
# Every field of every page: each page takes its own.
FIELDS = {
    "whose": "mine",
    "where": "room",
    "sound": "yes",
    "video": "no",
    "photo": "no",
    "live": "no",
    "part": "talking",
    "by": "patient",
    "device": "phone",
    "alone": "yes",
    "more": "mine",
    "others": "no",
    "reason": "skip",
    "audience": "me",
    "name": "Margaret O'Neill",
    "day": "27",
    "month": "3",
    "year": "1948",
    "usual": "different",
    "different": "all",
    "statements": "all",
    "how": "typed",
}
