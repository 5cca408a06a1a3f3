"""Licences by their SPDX names, such as ``CC-BY-4.0``: what people read, and where the text stands."""

import re

CREATIVE_COMMONS = re.compile(r"^CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)$")


def licence_name(spdx: str) -> str:
    """This is how the licence is called: ``CC BY-SA 4.0``; other names stay as they are."""
    found = CREATIVE_COMMONS.match(spdx)
    return f"CC {found[1]} {found[2]}" if found else spdx


def licence_url(spdx: str) -> str:
    """This is where the licence can be read."""
    found = CREATIVE_COMMONS.match(spdx)
    if found:
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return f"https://spdx.org/licenses/{spdx}.html"
