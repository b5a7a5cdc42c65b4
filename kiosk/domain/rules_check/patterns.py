"""How real policies say what they should not: one function for each kind, over one sentence.

Patterns are bounded (no two unlimited repeats side by side), so that a long text costs little.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)


_FEW = r"(?:[\w’'–-]+ ){0,3}?"  # up to three words between
_VISIT = r"(?:appointment|consultation|visit|treatment|care|examination|scan|service)s?"
_WONT = r"(?:will not|won’t|won't|cannot|can’t|can't|can not|may not|unable to|not be able to)"

# --- Says that recording is illegal (R1) ---

# Words that mean something else: taken out before the rest is read.
_ELSE = _any(
    r"\b(?:health|medical|clinical|patient|care|gp) records?\b", r"\bcomputer misuse act\b"
)
_RECORDS = (
    r"\b(?:record(?:s|ed|ing|ings)?|film(?:s|ed|ing)?|tap(?:e|es|ed|ing)|video\w*|photograph\w*|"
    r"photos?)\b"
)
_RECORDING = re.compile(rf"{_RECORDS}|\bcovert\w*\b", re.IGNORECASE)
_UNLAWFUL = _any(
    r"\billegal(?:ly)?\b",
    r"\bunlawful(?:ly)?\b",
    r"\bagainst the law\b",
    r"\b(?:a|an|criminal) (?:offence|crime)\b",
    r"\b(?:may|can|must) not legally\b",
    r"\breported to the authorities\b",
    r"\b(?:do|does) not have (?:the|a) (?:legal )?right to (?:record|film)\b",
    r"\bcriminal (?:act|charges?|proceedings|prosecution|matter)\b",
    r"\bbreak(?:s|ing)? the law\b",
    r"\bnot (?:legal|lawful)\b",
    r"\b(?:prohibited|forbidden|banned) (?:by|under) (?:the |uk |english )*(?:law|gdpr|data)",
    r"\blegally (?:prohibited|forbidden|banned)\b",
    r"\blaw (?:does not (?:allow|permit|let)|forbids|prohibits|bans)\b",
    r"\bnot (?:allowed|permitted) (?:by|under) (?:the )?law\b",
    rf"\bbreach(?:es|ing)? (?:of )?{_FEW}(?:gdpr|data protection|confidentiality|human rights|"
    r"law)\b",
    r"\bno (?:legal )?right to (?:record|film)\b",
    r"\bnot (?:legally )?entitled to (?:record|film)\b",
    r"\bprosecut\w+",
    r"\bpolice\b",
    r"\blegal action\b",
)
_NOT_UNLAWFUL = _any(
    r"\b(?:not|never|isn’t|isn't) (?:be )?(?:illegal|unlawful|against the law|"
    r"an? (?:offence|crime|criminal offence))\b",
    r"\bno law against\b",
    r"\bdoes not break the law\b",
)
_MISUSE = re.compile(
    r"\b(?:post|posts|posting|posted|publish\w*|shar(?:e|es|ed|ing)|upload\w*|misus\w+|online|"
    r"abus\w+|harass\w*|threat\w*|social media)\b",
    re.IGNORECASE,
)
_OR_MISUSE = re.compile(
    rf"{_RECORDS},? (?:and|or|and/or) {_FEW}(?:post|publish|shar|upload)", re.IGNORECASE
)


_POINTS_BACK = re.compile(
    r"^\W*(?:it|this|that|these|they|(?:to do|doing) (?:so|this|that))\b", re.I
)


def points_back(sentence: str) -> bool:
    """It says something of what the sentence before is about: "It is illegal"."""
    return _POINTS_BACK.match(sentence) is not None


def says_illegal(sentence: str) -> bool:
    """Recording itself is called unlawful; misuse of a recording may be (R12)."""
    plain = _NOT_UNLAWFUL.sub("", _ELSE.sub("", sentence))
    if not (_RECORDING.search(plain) and _UNLAWFUL.search(plain)):
        return False
    return _OR_MISUSE.search(plain) is not None or _MISUSE.search(plain) is None


# --- Makes care depend on it (R2) ---

_CARE_STANDS = _any(
    r"\bcare (?:goes ahead|does not depend|never depends)\b",
    r"\b(?:never|not) (?:refuse|stop|delay|affect|change)\b",
    r"\bnever (?:ends?|stops?) (?:the|your)\b",
)
_CARE = _any(
    rf"\b(?:{_WONT}|refuse to|decline to) {_FEW}(?:be )?(?:see|seen|treat|treated)"
    r"\b(?! (?:or heard|in|on|your|it|the recording))",
    rf"\brefus(?:e|es|ed|ing|al of) {_FEW}(?:care|treatment|an appointment)\b",
    rf"\b{_VISIT} {_FEW}(?:will|may|can|could|shall|would|must) (?:also |then |immediately )*be "
    r"(?:end|terminat|cancel|stop|refus|withh|withdraw|rearrang|rebook|deni|suspend|abandon|declin|"
    r"forfeit)",
    rf"\b{_VISIT} {_FEW}{_WONT} (?:go ahead|continue|start|begin|take place|happen)\b",
    rf"\b{_WONT} (?:receive|get) {_FEW}{_VISIT}\b",
    rf"\b{_VISIT} (?:can|may|will) only be\b",
    rf"\b{_VISIT} being (?:end|terminat|cancel|stop|refus|withh)",
    rf"\b{_VISIT} {_FEW}cut short\b|\bmeans? no {_VISIT}\b",
    rf"\bbring {_FEW}{_VISIT} to (?:a close|an end)\b",
    rf"\b(?:denied|refused) {_FEW}{_VISIT}\b",
    r"\b(?:have|need) to (?:rebook|rearrange|make another appointment)\b",
    r"\b(?:end|terminate|cancel|suspend|withdraw|withhold|decline|stop|curtail) "
    rf"(?:the|your|this|any|all|their) {_FEW}{_VISIT}\b",
    r"\b(?:must|have to|need to|required to) (?:first )?(?:sign|agree|accept|consent|complete) "
    rf"{_FEW}{_FEW}(?:before|in order|so that|to) {_FEW}{_FEW}(?:seen|see|treat|treated|care|"
    r"treatment|appointment|examined)\b",
    rf"\b{_VISIT} {_FEW}(?:depends?|is conditional|is subject to|will only)\b",
    rf"\bcondition of {_FEW}(?:{_VISIT}|being seen|registration|registering|attending)\b",
    r"\bonly (?:see|treat) (?:patients|you|people|those) (?:who|if|once|when)\b",
    rf"\bno (?:signature|consent|agreement|form)s?,? no {_VISIT}\b",
    r"\b(?:lose|forfeit) (?:your|their) (?:appointment|place|slot)\b",
    r"\basked to leave\b",
    rf"\b{_WONT} (?:be )?(?:offer|provide|giv|continue|go ahead|proceed)\w* {_FEW}{_VISIT}\b",
)


def makes_care_depend(sentence: str) -> bool:
    """Care, or the visit, ends or does not begin because of recording or asking."""
    return _CARE.search(sentence) is not None and _CARE_STANDS.search(sentence) is None


# --- Threatens removal, without the complaint branch (R15, M4) ---

_REMOVAL = _any(
    rf"\bremov\w+ {_FEW}from (?:our|the|this|its|your) (?:gp |patient |practice |surgery )*"
    r"(?:list|practice|surgery|register)\b",
    r"\bremov\w+ as a patient\b",
    r"\b(?:de-?regist\w+|struck (?:off|from)|off[- ]list\w*|register elsewhere)\b",
    r"\bto leave (?:the|our|this) (?:practice|list)\b",
    rf"\bremoval from {_FEW}(?:list|practice|register)\b",
    r"\bno longer be (?:a|our) patient\b",
    rf"\btaken off (?:our|the) {_FEW}list\b",
    r"\b(?:find|need|register with|register at|move to|look for|join) (?:another|a different|a new|"
    r"an alternative) (?:gp|doctor|practice|surgery)\b",
    rf"\b(?:end|ending|terminat\w+|breakdown|break-down) {_FEW}(?:of |in )?{_FEW}"
    r"(?:relationship|registration)\b",
    rf"\b(?:exclud\w+|bann?ed|barred) from {_FEW}(?:practice|surgery|clinic|premises|list)\b",
    r"\blose your place (?:at|on|with)\b",
)
_NOT_REMOVED = re.compile(
    r"\b(?:never|not|n’t|n't) (?:[\w’'-]+ ){0,2}?(?:remov|de-?regist)", re.IGNORECASE
)
_COMPLAINT_BRANCH = _any(
    r"\bcomplain\w*\b[^.?!\n]*\b(?:never|not|no|cannot)\b",
    r"\b(?:never|not|nobody|no one|cannot)\b[^.?!\n]*\bcomplain",
)


def threatens_removal(sentence: str) -> bool:
    """A patient may lose their place at the practice."""
    return _REMOVAL.search(sentence) is not None and _NOT_REMOVED.search(sentence) is None


def says_complaining_is_safe(text: str) -> bool:
    """The complaint branch: it never follows from a complaint. Looked for in the whole text."""
    return _COMPLAINT_BRANCH.search(text) is not None


# --- Mixes the law with the local rule (R1) ---

_LAW = _any(
    r"\bby law\b", r"\bthe law\b", r"\blegal(?:ly)?\b", r"\blawful(?:ly)?\b", r"\blegislation\b",
    r"\bgdpr\b", r"\bdata protection (?:act|law)\b", r"\bstatutory\b",
)  # fmt: skip
_DEMANDS = re.compile(
    r"\b(?:must|have to|has to|needs?|requires?|required|requirement|obliged|obligation|only)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:ask|permission|consent|agree|agreed|agreement|authoris\w+|approval|sign|signed|signing|"
    r"form|receipt|polic(?:y|ies)|our rules?|these rules)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(r"\b(?:gives?|grants?|creates?|makes?|allows?)\b", re.IGNORECASE)
_RIGHT = re.compile(
    r"\b(?:rights?|legal|lawful) (?:for (?:you|patients) )?(?:to )?(?:record|film)\w*",
    re.IGNORECASE,
)
_BINDING = re.compile(
    r"\blegally binding\b|\blegal (?:agreement|contract|document)\b|\b(?:your|patients’) legal "
    r"(?:duty|obligation)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(?:without|(?:do|does) not need|no need for) (?:our |any |the |staff |to )?"
    r"(?:permission|consent|asking|ask)\b",
    re.IGNORECASE,
)
_FOR_OTHERS = re.compile(r"\b(?:parent\w*|guardian|attorney|deputy|responsibility)\b", re.I)


def mixes_law(sentence: str) -> bool:
    """The law is made the reason for asking, or signing the source of the right."""
    if _FOR_OTHERS.search(sentence):  # who may sign for another is a matter of law
        return False
    plain = _WITHOUT.sub("", sentence)
    asks = _ASKING.search(plain) is not None
    if _BINDING.search(plain) or (asks and _GIVES.search(plain) and _RIGHT.search(plain)):
        return True
    return asks and _LAW.search(plain) is not None and _DEMANDS.search(plain) is not None


# --- "Must" without who (M10) ---

_PARTICIPLE = (
    r"(?!registered|qualified|prepared|aged|interested|concerned|satisfied)"
    r"(?:\w+ed|given|sought|made|kept|held|taken|shown|told|got|written|left|put|sent|done|brought)"
)
_WHOM = r"(?!law\b|hand\b|e-?mail\b|phone\b|post\b|telephone\b|default\b|then\b|the end\b)[a-z]"
_MUST_BE = re.compile(
    r"\b(?:must|shall|has to|have to|needs? to) (?:not |never |first |always |only |also )*be "
    rf"(?:\w+ly )?{_PARTICIPLE}\b(?! (?:\w+ ){{0,2}}?by {_WHOM})",
    re.IGNORECASE,
)
_REQUIRED = _any(
    r"\bit is (?:necessary|required|essential|mandatory|compulsory) (?:to|that)\b",
    r"\b(?:consent|permission|authorisation|approval|agreement) (?:is|will be) (?:always )?"
    r"(?:required|needed|necessary|mandatory)\b",
    r"^must\b",
    r"\b(?:recording|filming) must (?:cease|stop|end|pause)\b",
)


def must_without_who(sentence: str) -> bool:
    """Something has to be done, and the sentence does not say by whom."""
    return _REQUIRED.search(sentence) is not None or _MUST_BE.search(sentence) is not None
