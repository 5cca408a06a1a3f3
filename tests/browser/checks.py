"""What every page keeps, as checks that any test may use."""

import re

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

# axe leaves this one out where nobody asks for it; WCAG 2.2 AA has it.
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}}
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
EVENT_HANDLER = re.compile(r"^on[a-z]+$")


def assert_accessible(page):
    """axe finds nothing, in both colour schemes, on a phone and on a wide screen."""
    found = []
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 800})
            found += [(scheme, width, *violation) for violation in violations(page)]

    assert found == []


def violations(page):
    result = Axe().run(page, options=AXE_OPTIONS)
    return [
        (violation["id"], [node["html"][:150] for node in violation["nodes"]]) for violation in result.response["violations"]
    ]


def assert_no_overflow(page, width=320):
    """Nothing makes the page scroll sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert wider == 0, f"the page is {wider} px wider than a screen of {width} px"


def assert_sound_html(html):
    """No inline style, no inline handler, no script without a source or a nonce, one h1, a language and a direction."""
    soup = BeautifulSoup(html, "html.parser")
    tags = soup.find_all()

    assert [str(tag)[:150] for tag in tags if tag.has_attr("style") or tag.name == "style"] == []
    assert [str(tag)[:150] for tag in tags if any(EVENT_HANDLER.match(name) for name in tag.attrs)] == []
    assert [str(tag)[:150] for tag in soup.find_all("script") if runs_inline(tag)] == []
    assert len(soup.find_all("h1")) == 1
    assert soup.html["lang"]
    assert soup.html["dir"] in {"ltr", "rtl"}
    assert soup.title.get_text(strip=True)
    assert repeated([tag["id"] for tag in tags if tag.has_attr("id")]) == set()


def runs_inline(script):
    """Data in a script element (JSON, JSON-LD) does not run."""
    is_data = script.get("type", "").endswith("json")
    return not is_data and not script.get("src") and not script.get("nonce")


def repeated(values):
    return {value for value in values if values.count(value) > 1}


class Scales:
    """Weighs what comes over the wire, headers included, compressed as it came; some of it not (a lesson's own media)."""

    def __init__(self, page, leaving_out=()):
        self.leaving_out = tuple(leaving_out)
        self.addresses = {}
        self.weights = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self.note_address)
        session.on("Network.loadingFinished", self.note_weight)

    def note_address(self, event):
        self.addresses[event["requestId"]] = event["response"]["url"]

    def note_weight(self, event):
        self.weights[event["requestId"]] = event["encodedDataLength"]

    def empty(self):
        self.weights.clear()

    @property
    def parts(self):
        """What weighed how much, the heaviest first."""
        pairs = [(int(weight), self.addresses.get(request, "")) for request, weight in self.weights.items()]
        return sorted((pair for pair in pairs if not pair[1].endswith(self.leaving_out)), reverse=True)

    @property
    def kilobytes(self):
        return sum(weight for weight, _ in self.parts) / 1000
