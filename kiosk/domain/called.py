"""How a sentence calls a colleague whose name is a role: "You tell the practice manager".

Whoever sets a place up may be called "Practice manager" there, and some desks share "Reception".
"""

# A name that is made of these words alone is nobody's own.
_WORDS = """
a an and the of practice surgery clinic office business deputy assistant senior lead duty head
manager management reception receptionist desk front team admin administrator secretary clinician
doctor gp nurse partner pharmacist locum staff
"""
_ROLES = frozenset(_WORDS.split())
_LARGE = {"gp": "GP"}


def called(name: str) -> str:
    """The name as it stands within a sentence: `Mo Khan`, `the practice manager`."""
    words = name.lower().split()
    if not words or not _ROLES.issuperset(words):
        return name
    rest = words[1:] if words[0] in ("a", "an", "the") else words
    return " ".join(["the", *(_LARGE.get(each, each) for each in rest)]) if rest else name


def begins(name: str) -> str:
    """The same where the sentence begins with it."""
    said = called(name)
    return said[:1].upper() + said[1:] if said != name else name
