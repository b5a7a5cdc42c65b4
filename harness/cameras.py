"""What a camera sees: pictures of QR codes as phones show them and hands hold them, as a video.

The video is YUV4MPEG2, written with Pillow alone; Chromium's fake camera plays it again and again.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from playwright.sync_api import Page

WIDTH, HEIGHT = 1280, 720
DESK = 112  # the grey behind the phone
CODE = 340  # pixels of the code's side, quiet zone included: a phone at arm's length
# From the camera's first picture to the form that is sent, kept for the page that comes.
STOPWATCH = """(() => {
  if (!navigator.mediaDevices) return;
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    window.stream = await ask(wanted);
    window.began = performance.now();
    return window.stream;
  };
  document.addEventListener("submit", () => {
    if (window.began) sessionStorage.setItem("took", String(performance.now() - window.began));
  }, true);
})()"""


def flags(reel: Path) -> tuple[str, ...]:
    """What Chromium is started with to have a camera that plays this film."""
    played = f"--use-file-for-fake-video-capture={reel}"
    return "--use-fake-device-for-media-stream", played


def video(path: Path, frames: Iterable[Image.Image], *, rate: int = 10) -> None:
    """Write grey pictures as a video of so many frames a second.

    A camera that runs goes on with the film it has; one that is started next has the new one.
    """
    colourless = bytes([128]) * (WIDTH * HEIGHT // 2)
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames:
            file.write(b"FRAME\n" + frame.convert("L").tobytes() + colourless)
    draft.replace(path)


def held(code: Image.Image, *, side: int = CODE, turn: float = 0, right: int = 0) -> Image.Image:
    """The code on a desk, `side` pixels large, turned by degrees, moved to the right by pixels."""
    small = code.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    turned = small.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=DESK)
    scene = Image.new("L", (WIDTH, HEIGHT), DESK)
    place = ((WIDTH - turned.width) // 2 + right, (HEIGHT - turned.height) // 2)
    scene.paste(turned, place)
    return scene


def leaning(scene: Image.Image) -> Image.Image:
    """The same, with its left side further away than its right one."""
    corners = (0, 0, 0, HEIGHT, WIDTH, HEIGHT - 120, WIDTH, 120)
    return scene.transform((WIDTH, HEIGHT), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def noisy(scene: Image.Image, much: float = 40) -> Image.Image:
    """The same, in the grain of a poor sensor."""
    grain = Image.effect_noise(scene.size, much)
    return ImageChops.add(scene, grain, scale=1, offset=-128)


def blurred(scene: Image.Image, much: float = 1.6) -> Image.Image:
    """The same, out of focus."""
    return scene.filter(ImageFilter.GaussianBlur(much))


def dim(scene: Image.Image) -> Image.Image:
    """The same on a screen turned down: black and white lie close together, and it is dark."""
    return scene.point([30 + level // 6 for level in range(256)])


def cracked(scene: Image.Image) -> Image.Image:
    """The same behind broken glass."""
    scene, pen = scene.copy(), None
    pen = ImageDraw.Draw(scene)
    middle, reach = (WIDTH // 2 + 40, HEIGHT // 2 + 30), 400
    for x, y in ((-1, -0.4), (-0.3, 1), (0.9, 0.6), (0.5, -1)):
        end = (middle[0] + x * reach, middle[1] + y * reach)
        pen.line((*middle, *end), fill=200, width=2)
    return scene


PICTURES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "sharp": held,
    "small": lambda code: held(code, side=230),
    "tilted": lambda code: leaning(held(code, turn=25)),
    "blurred": lambda code: blurred(held(code)),
    "noisy": lambda code: noisy(held(code)),
    "dim": lambda code: noisy(dim(held(code)), 3),
    "cracked": lambda code: cracked(held(code)),
    "hard": lambda code: noisy(blurred(leaning(held(code, side=400, turn=20)), 1), 20),
}


def start(page: Page) -> None:
    """The one tap on today's list."""
    page.get_by_role("link", name="Scan with the camera").click()


def took(page: Page) -> float:
    """Milliseconds from the camera's start to the receipt's being sent."""
    return float(page.evaluate("sessionStorage.getItem('took')"))
