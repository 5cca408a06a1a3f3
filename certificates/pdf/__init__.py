"""
The drawing of a certificate: facts in, bytes out.

Pure: it knows neither the site nor the database nor the queue, reads nothing but fonts, and gives the same bytes for the
same facts. A name comes out right in its own script, or the drawing stops with `GlyphsMissing`: a certificate with boxes for
a name is worse than none.
"""

from certificates.pdf.drawing import draw
from certificates.pdf.fonts import missing
from certificates.pdf.layout import has_room
from certificates.pdf.sheet import GlyphsMissing, Sheet, TextTooLong, Undrawable, tidied

__all__ = ["GlyphsMissing", "Sheet", "TextTooLong", "Undrawable", "draw", "has_room", "missing", "tidied"]
