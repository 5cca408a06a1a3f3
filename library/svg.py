"""
Cleaning drawings: of an SVG stays what is known to draw, and nothing else.

Elements, attributes, properties of style and functions in values are lists of what is let through, so what nobody thought of
is left out. A reference leads to a part of the same drawing or to a photograph inside it, never to an address. What is
written is made of the names on these lists, in the order in which they were read: the same drawing always gives the same
bytes, and a clean one comes out as it went in.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from library.exceptions import FileRefused
from library.photographs import lighter

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = _names("text tspan textPath title desc style")
MOVES = _names("animate animateTransform animateMotion set")
PHOTOGRAPHS = _names("image feImage")
ELEMENTS = (
    WORDS
    | MOVES
    | PHOTOGRAPHS
    | _names("""
    svg g defs symbol use switch path rect circle ellipse line polyline polygon linearGradient radialGradient stop pattern
    clipPath mask marker filter mpath view feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
    feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
""")
)
PROPERTIES = _names("""
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering cx cy d direction display dominant-baseline enable-background fill fill-opacity fill-rule filter
    flood-color flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch
    font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical height image-rendering
    isolation kerning letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask mask-type
    mix-blend-mode opacity overflow paint-order pointer-events r rx ry shape-rendering stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-align text-anchor text-decoration text-rendering text-transform transform transform-box transform-origin
    unicode-bidi vector-effect visibility white-space width word-spacing writing-mode x y
""")
ATTRIBUTES = PROPERTIES | _names("""
    accumulate additive amplitude attributeName attributeType azimuth baseFrequency begin bias by calcMode clipPathUnits
    diffuseConstant divisor dur dx dy edgeMode elevation end exponent filterUnits fr from fx fy gradientTransform
    gradientUnits in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust
    limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits max media method min mode numOctaves
    offset operator order orient origin pathLength patternContentUnits patternTransform patternUnits points pointsAtX
    pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits radius refX refY repeatCount repeatDur restart
    result rotate scale seed side slope spacing specularConstant specularExponent spreadMethod startOffset stdDeviation
    stitchTiles surfaceScale systemLanguage tableValues targetX targetY textLength to type values version viewBox x1 x2
    xChannelSelector y1 y2 yChannelSelector z
""")
# Names and words for people, which no part of a browser reads as an address or as a style.
NAMES = _names("id class role lang aria-label aria-labelledby aria-describedby aria-hidden")
FUNCTIONS = _names("""
    rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy rect blur brightness
    contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
""")
# Neither a colon nor a backslash nor an at sign: no address, nothing hidden behind an escape, nothing to import.
HARMLESS = re.compile(r"""[\w\s#%.,;+\-/()'"!]*""")
CALL = re.compile(r"([\w-]*)\s*\(")
PART = re.compile(r"""url\(\s*(["']?)#([\w.:-]+)\1\s*\)""")
COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
SELECTOR = re.compile(r"""[\w\s.,#>+~*:()\[\]="'-]+""")
MEDIA = re.compile(r"@media\s[\w\s():.,-]+")
PHOTOGRAPH = re.compile(r"data:image/(?:png|jpeg|jpg|webp|gif);base64,[A-Za-z0-9+/=\s]+")
DEEPEST = 100
MOST_DRAWN = 200_000


def clean(data: bytes) -> bytes:
    """
    This is a drawing with only what draws.

    :raises FileRefused: if it is no SVG, defines entities, is nested too deeply, or draws itself over and over.
    """
    root = _read(data)
    drawing = _copy(root, depth=0)
    if root.tag != f"{{{SVG}}}svg" or drawing is None:
        raise FileRefused(_("This is not an SVG drawing."))
    _refuse_endless(drawing)
    drawing.attrib = _namespaces(drawing) | drawing.attrib
    cleaned: bytes = tostring(drawing, encoding="utf-8")
    return cleaned


def _namespaces(drawing: Element) -> dict[str, str]:
    has_old_links = any("xlink:href" in element.attrib for element in drawing.iter())
    return {"xmlns": SVG} | ({"xmlns:xlink": XLINK} if has_old_links else {})


def _read(data: bytes) -> Element:
    try:
        root: Element = fromstring(data)
    except (EntitiesForbidden, DTDForbidden, ExternalReferenceForbidden):
        raise FileRefused(_("This drawing defines entities. Save it as plain SVG.")) from None
    except (ParseError, LookupError, ValueError):
        raise FileRefused(_("This is not an SVG drawing.")) from None
    return root


def _copy(element: Element, depth: int, *, within: str = "") -> Element | None:
    """This is an element as far as it draws; None where nothing of it does."""
    if depth > DEEPEST:
        raise FileRefused(_("This drawing is nested too deeply."))
    name = _name(element, within)
    if name is None or (name in MOVES and element.get("attributeName", "transform") not in ATTRIBUTES):
        return None
    copy = Element(name, dict(_attributes(element, name)))
    if name == "style":
        copy.text = _sheet("".join(element.itertext()))
        return copy
    if name in WORDS:
        copy.text = element.text
    for child in element:
        _add(copy, child, depth)
    return copy


def _add(parent: Element, child: Element, depth: int) -> None:
    """What follows an element that is left out is still said; between shapes there is nothing to say."""
    copy = _copy(child, depth + 1, within=parent.tag)
    tail = (child.tail or "") if parent.tag in WORDS else ""
    if copy is not None:
        parent.append(copy)
        copy.tail = tail or None
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + tail or None
    else:
        parent.text = (parent.text or "") + tail or None


def _name(element: Element, within: str) -> str | None:
    """This is an element's name, if it is known; a link becomes the group or the words that it is."""
    if not isinstance(element.tag, str) or not element.tag.startswith(f"{{{SVG}}}"):
        return None
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if name == "a":
        return "tspan" if within in WORDS else "g"
    return name if name in ELEMENTS else None


def _attributes(element: Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key in {"href", f"{{{XLINK}}}href"}:
            if _stays_inside(value, name):
                address = value.strip()
                yield key.replace(f"{{{XLINK}}}", "xlink:"), address if address.startswith("#") else lighter(address)
        elif key in {f"{{{XML}}}space", f"{{{XML}}}lang"}:
            yield key.replace(f"{{{XML}}}", "xml:"), value
        elif key == "style":
            if declarations := _declarations(value):
                yield key, declarations
        elif key in NAMES or (key in ATTRIBUTES and _is_harmless(value)):
            yield key, value


def _stays_inside(address: str, name: str) -> bool:
    """This says whether a reference leads to a part of the drawing or, from where one is shown, to a photograph in it."""
    address = address.strip()
    return address.startswith("#") or (name in PHOTOGRAPHS and PHOTOGRAPH.fullmatch(address) is not None)


def _is_harmless(value: str) -> bool:
    rest = PART.sub(" part ", value)
    return bool(HARMLESS.fullmatch(rest)) and all(name.lower() in FUNCTIONS for name in CALL.findall(rest))


def _declarations(css: str) -> str:
    pairs = (each.partition(":") for each in COMMENT.sub("", css).split(";"))
    return ";".join(
        f"{name.strip().lower()}:{value.strip()}"
        for name, _colon, value in pairs
        if name.strip().lower() in PROPERTIES and _is_harmless(value)
    )


def _sheet(css: str) -> str:
    """This is a style sheet with plain rules and questions about the medium; every other rule with an @ is left out."""
    rules = []
    for prelude, body in _rules(COMMENT.sub("", css)):
        if SELECTOR.fullmatch(prelude):
            rules.append(f"{prelude}{{{_declarations(body)}}}")
        elif MEDIA.fullmatch(prelude):
            inner = "".join(f"{each}{{{_declarations(said)}}}" for each, said in _rules(body) if SELECTOR.fullmatch(each))
            rules.append(f"{prelude}{{{inner}}}")
    return "\n".join(rules)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """These are the rules of a style sheet, each as what stands before its braces and what stands in them."""
    depth = start = opened = 0
    for sign in re.finditer("[{};]", css):
        if sign[0] == "{":
            opened = opened if depth else sign.start()
            depth += 1
        elif sign[0] == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and opened >= start:
                yield css[start:opened].strip(), css[opened + 1 : sign.start()]
        if depth == 0:
            start = sign.end()


def _refuse_endless(drawing: Element) -> None:
    """
    This refuses a drawing that shows a part in a part in a part, each many times, until a phone gives up.

    :raises FileRefused: if that comes to more than a drawing can have.
    """
    parts = {element.get("id"): element for element in drawing.iter()}
    known: dict[Element, int] = {}

    def drawn(element: Element, depth: int) -> int:
        if depth > DEEPEST:
            raise FileRefused(_("This drawing is nested too deeply."))
        if element not in known:
            known[element] = 0  # what shows itself is not shown by any browser
            shown = [parts[name] for name in _shown(element) if name in parts]
            known[element] = 1 + sum(drawn(each, depth + 1) for each in [*element, *shown])
        return known[element]

    if drawn(drawing, 0) > MOST_DRAWN:
        raise FileRefused(_("This drawing draws itself over and over."))


def _shown(element: Element) -> Iterator[str]:
    """These are the names of the parts that an element shows."""
    for key, value in element.attrib.items():
        if key in {"href", "xlink:href"}:
            yield value.removeprefix("#")
        elif "url(" in value:
            yield from (name for _quote, name in PART.findall(value))
