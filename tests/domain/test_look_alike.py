"""A witness is somebody else than who agrees (K10), however their name is spelled."""

import pytest
from werkzeug.datastructures import MultiDict

from kiosk.domain import names, witness
from kiosk.domain.answers import Answers
from kiosk.domain.refusals import InvalidInput

ANN = "Ann-Marie O'Neill"
ALIKE = [
    "ann-marie o'neill",
    "Ann Marie O’Neill",
    "O'Neill, Ann-Marie",
    "Аnn-Маriе О'Nеill",  # noqa: RUF001  # Cyrillic А, М, а, е, О
    "Ann-Mariε O'Nεill",
    "Ánn-Märie Ó'Neill",
    "AnnMarie ONeill",
    "Ann-Marie 0'Neill",
    "𝐀𝐧𝐧-Marie O'Neill",  # noqa: RUF001
    "Ann‐Marie O'Neill.",  # noqa: RUF001
]
OTHERS = ["Ann O'Neill", "Anna-Marie O'Neill", "Marie O'Neill", "Sam", "李 小龙", "Анна Мария"]


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_name_in_other_letters_is_no_witness(name: str) -> None:
    assert names.look_alike(name, ANN)
    given = Answers({"you": {"name": ANN}})
    form = MultiDict({"way": "witness", "how": "spoken", "witness": name, "records": "no"})
    with pytest.raises(InvalidInput) as refused:
        witness.parse(form, given)
    assert "witness" in refused.value.errors


@pytest.mark.parametrize("name", OTHERS)
def test_somebody_else_is_one(name: str) -> None:
    """The control."""
    assert not names.look_alike(name, ANN)
    form = MultiDict({"way": "witness", "how": "spoken", "witness": name, "records": "no"})
    assert witness.parse(form, Answers({"you": {"name": ANN}}))["witness"] == name


def test_an_indic_or_arabic_name_is_itself_and_no_other() -> None:
    assert names.look_alike("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ਕੌਰ ਗੁਰਪ੍ਰੀਤ")
    assert not names.look_alike("ਗੁਰਪ੍ਰੀਤ", "ਗੇਰਪ੍ਰੀਤ")
    assert names.look_alike("کامران", "كامران")
    assert not names.look_alike("", "")
