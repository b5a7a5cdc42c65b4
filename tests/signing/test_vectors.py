"""The vectors are what `make vectors` makes, and mean what they say: to our own check, and to the
three libraries of the developers' page, whose examples are run as they stand (issue 4, item 10).

The check in the browser is held to the same file by tests/browser/verifier/test_tools.py.
"""

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from signing import decisions, offline, receipts, status
from signing.errors import BadToken
from signing.keys import KeyRing
from tools import vectors
from tools.node import node_command

ROOT = Path(__file__).resolve().parents[2]
CHECKS = ROOT / "docs" / "checks"
FILE = json.loads(vectors.FILE.read_text(encoding="ascii"))
KEYS = KeyRing.from_json(json.dumps(FILE["jwks"]))
ISSUER, SITE, NOW = FILE["issuer"], FILE["audience"], FILE["now"]
TYPS = {"receipt": receipts.TYP, "decision": decisions.TYP, "status": status.TYP}
KINDS = "|".join(TYPS)
TOKENS = FILE["tokens"]


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [f"{each.get('kind', 'check')}: {each['name']}" for each in entries]


def test_the_file_is_what_make_vectors_makes() -> None:
    assert vectors.FILE.read_text(encoding="ascii") == vectors.text()


def test_there_is_a_good_and_a_bad_one_of_each_kind() -> None:
    found = {(each["kind"], each["ok"], each["forged"]) for each in TOKENS}
    wanted = {(kind, *rest) for kind in TYPS for rest in ((True, False), (False, True))}
    assert found >= wanted
    assert len(TOKENS) > 100


def test_no_two_have_the_same_name() -> None:
    for entries in (names(TOKENS), names(FILE["checks"])):
        assert len(set(entries)) == len(entries)


def ours(vector: dict[str, Any]) -> Any:
    """Our own check of a vector's token."""
    now = vector.get("now", NOW)
    where = {"issuer": ISSUER, "audience": SITE, "now": now}
    if vector["kind"] == "receipt":
        return receipts.check_genuine(vector["token"], KEYS, **where)
    if vector["kind"] == "decision":
        return decisions.check(vector["token"], KEYS, **where)
    seen = vector.get("seen", 0)
    return status.check(vector["token"], KEYS, issuer=ISSUER, now=now, seen=seen)


@pytest.mark.parametrize("vector", TOKENS, ids=names(TOKENS))
def test_our_own_check_gives_each_its_answer(vector: dict[str, Any]) -> None:
    if vector["ok"]:
        assert ours(vector).iat == vector["claims"]["iat"]
        return
    with pytest.raises(BadToken) as caught:
        ours(vector)
    assert caught.value.code == vector["code"]


@pytest.mark.parametrize("case", FILE["checks"], ids=names(FILE["checks"]))
def test_a_whole_check_comes_to_its_reason(case: dict[str, Any]) -> None:
    """Old news is never a plain yes: it is `stale`."""
    known = None
    if case["status"]:
        known = status.check(case["status"], KEYS, issuer=ISSUER, now=NOW)
    judged = offline.judge(
        case["receipt"], case["decision"], known, KEYS, issuer=ISSUER, now=case["now"]
    )
    assert judged.reason == case["reason"]
    assert list(judged.types) == case["agreed"]


# --- the examples of the developers' page ---


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, CHECKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_python(name: str) -> list[dict[str, Any]]:
    check, results = example(name).check, []
    for vector in TOKENS:
        try:
            claims = check(vector["token"], TYPS[vector["kind"]], FILE["jwks"], ISSUER)
        except Exception as error:  # noqa: BLE001  # a library's own errors have no common root
            results.append({"error": type(error).__name__})
        else:
            results.append({"claims": claims})
    return results


def by_jose(name: str) -> list[dict[str, Any]]:
    work = [{"token": each["token"], "typ": TYPS[each["kind"]]} for each in TOKENS]
    command = node_command()
    assert command, "there is no Node.js: `make test` brings one"
    done = subprocess.run(
        [*command, Path(__file__).with_name("vectors_with_jose.mjs")],
        input=json.dumps({"jwks": FILE["jwks"], "issuer": ISSUER, "now": NOW, "work": work}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
@pytest.mark.parametrize(
    ("run", "name"),
    [
        (by_python, "check_with_pyjwt"),
        (by_python, "check_with_joserfc"),
        (by_jose, "check_with_jose"),
    ],
    ids=["PyJWT", "joserfc", "jose"],
)
def test_a_library_reads_every_good_one_and_believes_no_forged_one(run: Any, name: str) -> None:
    results = run(name)
    assert len(results) == len(TOKENS)
    for vector, result in zip(TOKENS, results, strict=True):
        if vector["ok"]:
            assert result == {"claims": vector["claims"]}, vector["name"]
        if vector["forged"] or vector.get("code") == "wrong-issuer":
            assert "error" in result, f"{name} believed {vector['kind']}: {vector['name']}"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated via RFC 9864")
@pytest.mark.parametrize("run", [("check_with_pyjwt", by_python), ("check_with_jose", by_jose)])
def test_a_token_of_one_kind_passes_for_no_other_in_a_library(run: Any) -> None:
    name, by = run
    results = by(name)
    mixed = [
        result
        for vector, result in zip(TOKENS, results, strict=True)
        if re.fullmatch(f"a ({KINDS}) for a ({KINDS})", vector["name"])
    ]
    assert len(mixed) == 6
    assert all("error" in result for result in mixed)
