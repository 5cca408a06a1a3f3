"""Which drawing this is."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOM = Path(__file__).resolve().parent
# The shaping, and the fonts that come as packages.
PACKAGES = ("uharfbuzz", "manimgx-fonts", "manimgx-fonts-cjk")
FONTS = ROOM.parent / "vendor" / "fonts"


@cache
def edition() -> str:
    """
    This changes with the fonts and with the code that draws: what could not be drawn is worth another try then.

    It is made of them, so that nobody has to remember to count it up. Read once in a process.
    """
    drawn = hashlib.sha256()
    for path in sorted([*ROOM.glob("pdf*.py"), *ROOM.glob("pdf/**/*.py")]):
        drawn.update(path.read_bytes())
    for path in sorted(FONTS.rglob("*")):
        drawn.update(f"{path.name}:{path.stat().st_size}\n".encode())
    for package in PACKAGES:
        drawn.update(f"{package}:{version(package)}\n".encode())
    return drawn.hexdigest()
