"""What a manager does with translations and packs, ready to be done, as in `every_action`."""

from kiosk.actions import drafts, packs_in, translations
from kiosk.domain.pack_file import PackFile
from kiosk.domain.translation import Checked
from kiosk.domain.wording import with_sentence
from kiosk.store.models import PolicyText
from kiosk.store.queries import published_policy, texts_of
from tests.cast import Do, World

R2 = "rules.R2.text"


def say_checked(world: World) -> Do:
    text = _welsh(world)
    done = Checked("Nia Rees, translator", "2026-11-02")
    return lambda: translations.say_checked(world.by(world.mo, once="1"), text, done)


def say_unchecked(world: World) -> Do:
    say_checked(world)()
    text = _welsh(world)
    return lambda: translations.say_unchecked(world.by(world.mo, once="2"), text)


def still_fits(world: World) -> Do:
    draft = drafts.start(world.by(world.mo))
    drafts.save(world.by(world.mo), draft, "en", {R2: "You get your care."}, 0)
    return lambda: translations.still_fits(world.by(world.mo, once="2"), draft, "cy", [R2])


def bring_file(world: World) -> Do:
    words = with_sentence(_welsh(world).words, R2, "Cewch eich gofal.")
    found = PackFile(None, {"cy": words})
    return lambda: packs_in.bring_file(world.by(world.mo, once="1"), found)


def _welsh(world: World) -> PolicyText:
    held = published_policy(world.here)
    assert held is not None
    return texts_of(held)["cy"]


TRANSLATIONS = [say_checked, say_unchecked, still_fits, bring_file]
