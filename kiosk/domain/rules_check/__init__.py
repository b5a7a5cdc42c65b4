"""What a practice's own wording may say by mistake (M10): found beside a sentence, never blocking.

Only English is read, and by patterns: it finds what real policies say most often, and a text
without a finding is not thereby right. Each finding says what, why, what to write instead, and
which requirement it is about.
"""

from kiosk.domain.rules_check.advice import KINDS, Advice, Finding, Kind
from kiosk.domain.rules_check.check import check_sentence, check_words, is_checked

__all__ = ["KINDS", "Advice", "Finding", "Kind", "check_sentence", "check_words", "is_checked"]
