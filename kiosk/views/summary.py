"""What the patient answered, read back in the policy's own words."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.journey import steps
from kiosk.domain.policy import Policy, Question


def summary(policy: Policy, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """One row for each answered question: its step, title and answer."""
    asked = [policy.question(step) for step in steps(policy, answers)]
    return [
        {"step": question.step, "title": question.words["title"], "answer": row}
        for question in asked
        if question is not None and question.step in answers
        for row in [answer_text(policy, question, answers[question.step])]
    ]


def answer_text(policy: Policy, question: Question, value: Any) -> str:
    """One answer in words, several parts on lines of their own."""
    options = question.words.get("options", {})
    if question.kind == "choice":
        return policy.label(question.step, value)
    if question.kind == "types":
        return ", ".join(options[kind]["label"] for kind in value)
    if question.kind == "behalf":
        return f"{value['signer']}\n{options[value['relationship']]['label']}"
    lines = [value["name"], birth_date(value["birth_date"]), nhs_number(value["nhs_number"])]
    return "\n".join(line for line in lines if line)


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def birth_date(iso: str) -> str:
    """`1948-03-27` as `27 March 1948`; empty stays empty."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def nhs_number(digits: str) -> str:
    """`9434765919` as `943 476 5919`, the way it is printed on letters."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""
