"""What the schema has gained since the first release, step by step: `test_migrating` goes by it."""

STEPS = [
    "0002_room",
    "0003_true_room",
    "0004_roles",
    "0005_budgets",
    "0006_evidence",
    "0008_key_prints",
    "0009_practice",
    "0010_second_step",
    "0011_access",
    "0012_people",
    "0013_sites",
    "0014_retention",
    "0015_concerns",
    "0030_places",
    "0031_drafts",
    "0032_translations",
    "0033_numbers",
    "0034_requests_and_links",
    "0036_scale",
    "0037_countersigns",
]
NEW_TABLES = {
    "pause",
    "note",
    "concern",
    "concern_detail",
    "concern_step",
    "concern_support",
    "concern_wording",
    "membership",
    "handoff",
    "turned_away",
    "restored",
    "key_print",
    "invitation",
    "passkey",
    "sought",
    "one_time_codes",
    "recovery_code",
    "failed_sign_in",
    "lease",
    "deletion",
    "hold",
    "patient_request",
    "numbers",
}
SALT = "another in each row"
NEW_COLUMNS = {
    "decision": {
        "token": "",
        "ended_at": None,
        "ended_by_id": None,
        "ended_why": "",
        "types": "",
        "offered": "[]",
        "grounds": "",
        "salt": SALT,
    },
    "recording": {"paused_at": None, "stop_arrived_at": None, "stop_locked": 0},
    "participant": {"joined_at": None, "no_at": None, "left_at": None, "salt": SALT},
    "staff": {"salt": SALT},
    "audit_entry": {"changed": None, "countersign": None},
    "staff_session": {"locked_at": None, "device": "", "proved_at": None}
    | {"step_due": 0, "site_id": None},
    "verification": {"undone_at": None, "undone_by_id": None},
    "consent": {
        "someone_to_ask": 0,
        "handed_over": 0,
        "door": "unknown",
        "void_why": "",
        "salt": SALT,
    },
    "journey": {"door": "unknown"},
    "kiosk": {"seen_at": None},
    "attempt": {"checking": 0},
    "site": {"week": "[]", "closed_days": "[]", "links": "{}", "help": "{}", "pause": "{}"}
    | {"second_step": "nobody", "allows": "{}", "retention": "{}"},
    "policy_text": {"local": "", "edited": "{}"}
    | {"checked_by": "", "checked_on": "", "follows": "{}"},
    "policy": {
        "revision": 0,
        "copied_from": None,
        "owner": "",
        "approved_by": "",
        "review_on": "",
        "what_changed": "{}",
        "matters": None,
        "stands": None,
        "read_at": None,
        "read_by": None,
        "edited_at": None,
        "edited_by": None,
        "discarded_at": None,
    },
}
# What a column of before said that is kept elsewhere now: a role, which is a set (Membership).
GONE = {
    "staff": {
        "role": "(SELECT CASE WHEN roles LIKE '%manager' THEN 'manager' ELSE 'clinician' END "
        "FROM today.membership WHERE staff_id = staff.id)"
    }
}
