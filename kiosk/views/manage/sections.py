"""The sections of the manager's room, each a page of its own; only what exists is linked."""

from flask import Flask, request

SECTIONS = {
    "manage.home": "Today’s health",
    "manage.practice": "This practice",
    "manage.tablets": "Tablets",
    "manage.people": "People",
    "manage.rules": "Rules and languages",
    "manage.concerns": "Concerns",
    "manage.numbers": "Numbers",
    "manage.records_home": "Records and requests",
}
# Pages that stand in the section of another.
WITHIN = {
    "manage.part": "manage.practice",
    "manage.change_part": "manage.practice",
    "manage.add_kiosk": "manage.tablets",
    "manage.poster": "manage.tablets",
    "manage.replace_poster": "manage.tablets",
    "manage.invite": "manage.people",
    "manage.make_invitation": "manage.people",
    "manage.join": "manage.people",
    "manage.ask_to_join": "manage.people",
    "manage.person": "manage.people",
    "manage.set_roles": "manage.people",
    "manage.set_dates": "manage.people",
    "manage.leave": "manage.people",
    "manage.come_back": "manage.people",
    "manage.reset": "manage.people",
    "manage.server": "manage.home",
    "manage.find_records": "manage.records_home",
    "manage.person_record": "manage.records_home",
    "manage.copy_record": "manage.records_home",
    "manage.delete_record": "manage.records_home",
    "manage.invalidate_record": "manage.records_home",
    "manage.note_request": "manage.records_home",
    "manage.close_request": "manage.records_home",
    "manage.concern": "manage.concerns",
    "manage.make_step": "manage.concerns",
    "manage.add_support": "manage.concerns",
    "manage.letter": "manage.concerns",
    "manage.write_letter": "manage.concerns",
    "manage.concern_words": "manage.concerns",
    "manage.concern_word": "manage.concerns",
    "manage.change_concern_word": "manage.concerns",
    "manage.add_platform": "manage.concerns",
    "manage.second_step": "manage.people",
    "manage.require_second_step": "manage.people",
    "manage.failed_sign_ins": "manage.people",
    "manage.read_rules": "manage.rules",
    "manage.draft": "manage.rules",
    "manage.draft_part": "manage.rules",
    "manage.own": "manage.rules",
    "manage.add_own": "manage.rules",
    "manage.move_own": "manage.rules",
    "manage.save_part": "manage.rules",
    "manage.compare": "manage.rules",
    "manage.publish_draft": "manage.rules",
    "manage.publish": "manage.rules",
    "manage.check_rules": "manage.rules",
    "manage.rule_languages": "manage.rules",
    "manage.import_rules": "manage.rules",
    "manage.bring_rules": "manage.rules",
    "manage.rule_language": "manage.rules",
    "manage.write_language": "manage.rules",
    "manage.mark_language": "manage.rules",
    "manage.unmark_language": "manage.rules",
    "manage.numbers_chart": "manage.numbers",
    "manage.numbers_csv": "manage.numbers",
    "manage.retention": "manage.practice",
    "manage.retention_part": "manage.practice",
    "manage.change_retention": "manage.practice",
}


def install(app: Flask) -> None:
    """Give templates `sections()` and `section()`."""
    app.jinja_env.globals.update(sections=SECTIONS.items, section=_section)


def _section() -> str:
    endpoint = request.endpoint or ""
    return WITHIN.get(endpoint, endpoint)
