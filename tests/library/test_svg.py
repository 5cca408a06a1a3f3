"""Hostile drawings come out harmless, honest ones as they were."""

import base64
import io

import pytest
from PIL import Image

from library.exceptions import FileRefused
from library.svg import clean

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PHOTO = "data:image/png;base64,iVBORw0KGgo="


def cleaned(inner, attributes=""):
    """What is left within the drawing."""
    text = clean(f"<svg {NAMESPACES} {attributes}>{inner}</svg>".encode()).decode()
    return text.partition(">")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<script href="https://evil.example/a.js"/>',
        '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"/>',
        '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>',
        '<listener event="load" handler="#x"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="xlink:href" values="javascript:alert(1);#a"/>',
        '<animate attributeName="onclick" to="alert(1)"/>',
        '<set attributeName="style" to="fill:red"/>',
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">who</rdf:RDF></metadata>',
        '<namedview xmlns="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/>',
        "<unknown/>",
        "<!-- said to nobody --><?xml-stylesheet href='https://evil.example/a.css'?>",
    ],
)
def test_what_does_not_draw_is_left_out(inner):
    assert cleaned(inner) == ""


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        ('<rect onload="alert(1)" width="1"/>', '<rect width="1" />'),
        ('<rect OnClick="alert(1)" width="1"/>', '<rect width="1" />'),
        ('<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="click"/>', "<g />"),
        ('<g xml:base="https://evil.example/"/>', "<g />"),
        ('<a href="javascript:alert(1)"><path d="M0 0"/></a>', '<g><path d="M0 0" /></g>'),
        ('<a xlink:href="https://evil.example/"><path d="M0 0"/></a>', '<g><path d="M0 0" /></g>'),
        ('<text>see <a href="data:text/html,x">here</a>.</text>', "<text>see <tspan>here</tspan>.</text>"),
        ('<use href="https://evil.example/a.svg#b"/>', "<use />"),
        ('<use xlink:href="//evil.example/a.svg#b"/>', "<use />"),
        ('<use href="data:image/svg+xml;base64,PHN2Zy8+#b"/>', "<use />"),
        (f'<use href="{PHOTO}"/>', "<use />"),
        ('<image href="https://evil.example/a.png"/>', "<image />"),
        ('<image href="/accounts/logout/"/>', "<image />"),
        ('<image xlink:href="data:image/svg+xml;base64,PHN2Zy8+"/>', "<image />"),
        ('<image href="data:image/png,%3Csvg%3E"/>', "<image />"),
        ('<image href="data:text/html;base64,PHN2Zy8+"/>', "<image />"),
        ('<image href="java&#10;script:alert(1)"/>', "<image />"),
        ('<filter><feImage href="https://evil.example/a.png"/></filter>', "<filter><feImage /></filter>"),
        ('<rect fill="url(https://evil.example/#a)"/>', "<rect />"),
        ('<rect fill="u\\72l(https://evil.example/#a)"/>', "<rect />"),
        ('<rect mask="image-set(&quot;a.png&quot; 1x)"/>', "<rect />"),
        ('<rect cursor="url(//evil.example/a.cur)"/>', "<rect />"),
        ('<rect style="fill:url(&quot;//evil.example/#a&quot;);stroke:red"/>', '<rect style="stroke:red" />'),
        ('<rect style="background:red;behavior:x;-moz-binding:y;fill:RED"/>', '<rect style="fill:RED" />'),
        ('<rect style="fi\\6cl:red;fill:u/**/rl(#a)"/>', '<rect style="fill:url(#a)" />'),
        ('<rect style="fill:expression(alert(1))"/>', "<rect />"),
        ('<rect style="fill:var(--x)"/>', "<rect />"),
        ('<set attributeName="fill" to="url(https://evil.example/#a)"/>', '<set attributeName="fill" />'),
        ("<text>one <script>alert(1)</script>two <b/>three</text>", "<text>one two three</text>"),
        ("<text>one <tspan>1</tspan><script/>two</text>", "<text>one <tspan>1</tspan>two</text>"),
        ("<g>loose words<path/>more</g>", "<g><path /></g>"),
    ],
)
def test_what_reaches_out_or_runs_is_taken_from_what_draws(inner, left):
    assert cleaned(inner) == left


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("@import url(https://evil.example/a.css); rect{fill:red}", "rect{fill:red}"),
        ("@\\69mport 'https://evil.example/a.css'; rect{fill:red}", "rect{fill:red}"),
        ("@import 'a.css'", ""),
        ("@font-face{font-family:x;src:url(https://evil.example/f.woff)} .a{fill:red}", ".a{fill:red}"),
        ("rect{fill:url(https://evil.example/#a);stroke:blue}", "rect{stroke:blue}"),
        ("rect{background:image-set('https://evil.example/a.png' 1x)}", "rect{}"),
        (".a{fill:red}/* } .b{ */.c{fill:blue}", ".a{fill:red}\n.c{fill:blue}"),
        (".a{fill:red} /* never closed .b{fill:url(x)}", ".a{fill:red}"),
        (
            "@media (prefers-color-scheme: dark){.a{fill:#fff;src:x}@media x{.b{fill:red}}}",
            "@media (prefers-color-scheme: dark){.a{fill:#fff}}",
        ),
        ("@media print{.a{fill:#000}}.b{fill:red}", "@media print{.a{fill:#000}}\n.b{fill:red}"),
        ("@supports (fill:red){.a{fill:red}} }} .b{clip-path:url( '#c' )}", ".b{clip-path:url( '#c' )}"),
        ("&lt;/style&gt;&lt;script&gt;{fill:red}", ""),
        (".st0{clip-path:url(#SVGID_2_);fill:#F7F7F7;}", ".st0{clip-path:url(#SVGID_2_);fill:#F7F7F7}"),
    ],
)
def test_style_sheets_hold_plain_rules_only(css, left):
    assert cleaned(f"<style>{css}</style>") == (f"<style>{left}</style>" if left else "<style />")


@pytest.mark.parametrize(
    "inner",
    [
        f'<image width="3" height="4" xlink:href="{PHOTO}" />',
        f'<image href="{PHOTO}" />',
        '<defs><linearGradient id="a"><stop offset="5%" style="stop-color:#fff;stop-opacity:0.5" /></linearGradient></defs>',
        '<path d="M10,20c-1.5.5 2e-3-4 5 6z" fill="url(#a)" transform="translate(1 2) rotate(-45)" />',
        '<text x="1" y="2" xml:space="preserve" font-family="\'Noto Sans\', sans-serif">a  b<tspan>ü</tspan> ?</text>',
        '<title id="t">Words &amp; "signs" &lt;</title><g role="img" aria-labelledby="t" class="a b" />',
        '<marker id="m" orient="auto" refX="2"><path d="M0 0" /></marker><path marker-end="url(#m)" />',
        '<circle r="1"><animate attributeName="r" values="1;2;1" dur="2s" repeatCount="indefinite" /></circle>',
        '<use href="#a" /><clipPath id="c" clipPathUnits="userSpaceOnUse" /><rect clip-path="url(&quot;#c&quot;)" />',
    ],
)
def test_what_draws_stays_as_it_is(inner):
    assert cleaned(inner) == inner


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no drawing",
        b"<svg",
        b"<html><body/></html>",
        b'<svg><rect width="1"/></svg>',
        b'<g xmlns="http://www.w3.org/2000/svg"/>',
        b'<a xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0" encoding="klingon"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        "<svg xmlns='http://www.w3.org/2000/svg'>ü</svg>".encode("latin-1"),
        b"\x89PNG\r\n\x1a\n",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "a"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://evil.example/"> %a;]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 101 + b"</g>" * 101 + b"</svg>",
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 50_000 + b"</g>" * 50_000 + b"</svg>",
    ],
)
def test_what_is_no_drawing_is_refused(data):
    with pytest.raises(FileRefused):
        clean(data)


def doubling(levels, reference):
    """A part that shows the next one twice, and so on: two to the power of the levels."""
    parts = "".join(f'<g id="a{n}">{reference.format(n + 1) * 2}</g>' for n in range(levels))
    return f'<svg {NAMESPACES}>{parts}<path id="a{levels}" d="M0 0"/></svg>'.encode()


@pytest.mark.parametrize("reference", ['<use href="#a{}"/>', '<use xlink:href="#a{}"/>', '<rect fill="url(#a{})"/>'])
def test_a_drawing_that_draws_itself_over_and_over_is_refused(reference):
    assert b"a3" in clean(doubling(5, reference))

    with pytest.raises(FileRefused, match="over and over"):
        clean(doubling(20, reference))


def test_a_long_chain_of_parts_is_refused():
    chain = "".join(f'<use id="a{n}" href="#a{n + 1}"/>' for n in range(5_000))

    with pytest.raises(FileRefused, match="nested too deeply"):
        clean(f"<svg {NAMESPACES}>{chain}</svg>".encode())


def test_a_part_that_shows_itself_is_let_through_as_browsers_draw_nothing_of_it():
    assert cleaned('<g id="a"><use href="#a"/></g>') == '<g id="a"><use href="#a" /></g>'


def test_a_document_type_is_dropped_and_what_it_adds_is_cleaned():
    data = b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]><svg xmlns="http://www.w3.org/2000/svg" width="1"/>'

    assert clean(data) == b'<svg xmlns="http://www.w3.org/2000/svg" width="1" />'


def test_a_drawing_in_another_encoding_comes_out_in_utf_8():
    data = '<?xml version="1.0" encoding="iso-8859-1"?><svg xmlns="http://www.w3.org/2000/svg"><title>ü</title></svg>'

    assert "<title>ü</title>" in clean(data.encode("iso-8859-1")).decode()


@pytest.mark.real_courses
def test_real_drawings_are_small_clean_and_stay_so(real_courses):
    drawings = sorted(real_courses.rglob("*.svg"))
    first = [clean(path.read_bytes()) for path in drawings]

    assert len(drawings) >= 45
    assert [clean(each) for each in first] == first
    assert not any(word in each for each in first for word in (b"inkscape", b"sodipodi", b"rdf:", b"<!DOCTYPE"))


@pytest.mark.real_courses
def test_a_real_photograph_in_a_drawing_becomes_light_and_stays_as_sharp_as_a_phone_shows_it(real_courses):
    (path,) = real_courses.rglob("telephone_pole_photo.svg")
    raw = path.read_bytes()

    cleaned = clean(raw)

    data = base64.b64decode(cleaned.split(b"data:image/webp;base64,")[1].split(b'"')[0])
    with Image.open(io.BytesIO(data)) as photograph:
        size = photograph.size
    assert (len(raw) > 200_000, len(cleaned) <= 102_000) == (True, True)
    assert max(size) >= 640
    assert clean(cleaned) == cleaned == clean(raw)
