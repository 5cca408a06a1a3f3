"""
The pictures of the documents, made anew: `make screenshots`. Arguments of this script name the shots to take alone.

Serves a demo from a folder of its own, lets its people sign in, and takes each page as a phone and as a wide screen show it,
in the light and in the dark, under names that stay. People's names in other scripts need fonts on this machine (Debian:
fonts-noto-core); certificates bring their own.
"""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = "/usr/bin/chromium"
HOST = "learn.example.org"
PORT = int(os.environ.get("PORT", "8000"))
SITE = f"http://{HOST}"
OK = 200
SCHEMES = ("light", "dark")
QUALITY = 74
MOST_BYTES = 2_500_000
PATIENCE = 300
LEARN = "/learn/how-the-internet-works"
TO_ITS_HEADING = """element => {
  const before = heading => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
  const heading = [...document.querySelectorAll("main h2")].filter(before).pop();
  window.scrollTo(0, heading.getBoundingClientRect().top - 24);
}"""
# Pictures are loaded when they come near, and fonts when they are needed.
ALL_THERE = """async () => {
  const near = [...document.images].filter(image => image.getBoundingClientRect().top < 2 * innerHeight);
  near.forEach(image => image.loading = "eager");
  await Promise.all(near.map(image => image.decode().catch(() => null)));
  await document.fonts.ready;
}"""
LIST = """email,full name,country,language
wanjiru@example.org,Wanjiru Kamau,KE,en
tevita@example.org,Tevita Moala,TO,en
lucia@example.org,Lucía Quispe,PE,es
lucia@example.org,Lucía Quispe,PE,es
amadou@example,Amadou Diallo,SN,fr
new@example.org,Wanjiru Kamau,KE,en
"""


@dataclass(frozen=True)
class Screen:
    width: int
    height: int
    scale: float


PHONE = Screen(390, 780, 1.4)
WIDE = Screen(1280, 860, 1)


@dataclass(frozen=True)
class Shot:
    """This is one page to take: its address, who looks at it, from which screens, and whose heading comes to the top."""

    name: str
    path: str
    person: str = ""
    screens: tuple[Screen, ...] = (PHONE,)
    language: str = "en"
    top: str = ""


BOTH = (PHONE, WIDE)
NEW, MATEO, LEILANI = "new@example.org", "halfway@example.org", "graduate@example.org"
LAYLA, INGRID, AKINYI = "layla@example.org", "admin@example.org", "tutor@example.org"
STAFF = {INGRID}


def shots(where: dict[str, str]) -> list[Shot]:
    return [
        Shot("home", "/en/", screens=BOTH),
        Shot("catalogue", "/en/courses/", screens=BOTH),
        Shot("course", "/en/courses/how-the-internet-works/", screens=BOTH),
        Shot("lesson", f"{LEARN}/moving-data-speed/", MATEO, BOTH, top="main figure"),
        Shot("attempt", f"{LEARN}/finding-a-machine-quiz/attempt/", MATEO),
        Shot("result", where["result"], LEILANI),
        Shot("dashboard", "/learn/", MATEO, BOTH),
        Shot("completed", f"{LEARN}/", LEILANI),
        Shot("certificate", where["certificate"], screens=BOTH),
        Shot("directory", "/alumni/", screens=BOTH),
        Shot("cohort", "/learn/cohorts/encryption-together/", MATEO),
        Shot("teaching", "/teach/encryption-together/", AKINYI),
        Shot("attendance", where["attendance"], AKINYI),
        Shot("profile", "/accounts/profile/", NEW),
        Shot("search", "/en/search/?q=internet"),
        Shot("programme", "/en/programmes/early-career-fellowship/"),
        Shot("news", "/en/news/community-grants-third-round/"),
        Shot("absent", "/en/nothing-here/"),
        Shot("home-ar", "/ar/", screens=BOTH, language="ar"),
        Shot("programme-ar", "/ar/programmes/early-career-fellowship/", language="ar"),
        Shot("certificate-ar", where["certificate_ar"], LAYLA, language="ar"),
        Shot("directory-ar", "/alumni/", LAYLA, language="ar"),
        Shot("admin-person", where["person"], INGRID, (WIDE,)),
        Shot("admin-intake", "/admin/enrolments/people/", INGRID, (WIDE,)),
        Shot("admin-preview", where["preview"], INGRID, (WIDE,)),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        manage(data, "collectstatic", "--noinput", "--verbosity", "0")
        manage(data, "migrate", "--verbosity", "0")
        manage(data, "load_demo", "--verbosity", "0")
        asked = f"import pathlib; from docs.screenshots import people; people.come(pathlib.Path({folder!r}))"
        where = json.loads(manage(data, "shell", "--verbosity", "0", "--command", asked).splitlines()[-1])
        for pdf in sorted(data.glob("*.pdf")):
            keep(f"sheet-{pdf.stem}", drawn(pdf))
        with served(data), browser() as chromium:
            take(chromium, where)
    total = sum(picture.stat().st_size for picture in HERE.glob("*.webp"))
    print(f"{total:,} bytes in all")
    if total > MOST_BYTES:
        sys.exit(f"That is more than {MOST_BYTES:,}.")


def environment(data: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return kept | {
        "DATA_DIR": str(data),
        "PORT": str(PORT),
        "BASE_URL": SITE,
        "LOG_LEVEL": "WARNING",
    }


def manage(data: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(data),
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


@contextlib.contextmanager
def served(data: Path) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment(data))
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("The demo does not answer.")
            time.sleep(0.5)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/en/", timeout=5) as response:
            return bool(response.status == OK)
    except OSError:
        return False


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{PORT}"
    # What a site may do over https, such as passing a certificate on, this one may do too.
    secure = f"--unsafely-treat-insecure-origin-as-secure={SITE}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars", rules, secure]
        )
        yield chromium
        chromium.close()


def take(chromium: Browser, where: dict[str, str]) -> None:
    wanted = sys.argv[1:]
    states: dict[str, object] = {}
    for shot in shots(where):
        if wanted and shot.name not in wanted:
            continue
        if shot.person and shot.person not in states:
            states[shot.person] = signed_in(chromium, shot.person, where["password"])
        for screen in shot.screens:
            for scheme in SCHEMES:
                context = opened(chromium, shot, screen, scheme, states.get(shot.person))
                name = f"{shot.name}-{'phone' if screen is PHONE else 'wide'}-{scheme}"
                keep(name, seen(context.new_page(), shot))
                context.close()


def opened(chromium: Browser, shot: Shot, screen: Screen, scheme: str, state: object) -> BrowserContext:
    return chromium.new_context(
        base_url=SITE,
        locale=shot.language,
        color_scheme=scheme,  # type: ignore[arg-type]  # one of its two words
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        reduced_motion="reduce",
        storage_state=state,  # type: ignore[arg-type]  # as it gave it
    )


def signed_in(chromium: Browser, email: str, password: str) -> object:
    """This signs somebody in as people do it, and gives their cookies."""
    context = chromium.new_context(base_url=SITE)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main [type=submit], main form button:not([type])")
    if email in STAFF:
        codes = context.new_page()
        codes.goto("/demo/")
        page.fill("[name=code]", codes.locator("tr", has_text=email).locator("td code").inner_text())
        page.click("main [type=submit], main form button:not([type])")
    page.goto("/learn/")
    page.wait_for_selector("details.menu")
    state = context.storage_state()
    context.close()
    return state


def seen(page: Page, shot: Shot) -> bytes:
    page.goto(shot.path)
    if shot.name == "admin-intake":
        upload(page)
    page.wait_for_load_state("networkidle")
    if shot.top:
        page.locator(shot.top).first.evaluate(TO_ITS_HEADING)
    page.evaluate(ALL_THERE)
    return page.screenshot()


def upload(page: Page) -> None:
    """This gives the site a list of people, and waits until every line is judged."""
    page.select_option("[name=course]", label="How the Internet works (how-the-internet-works)")
    page.set_input_files("[name=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.click("form:has([name=file]) [type=submit]")
    page.wait_for_url("**/jobs/**")
    judged = page.locator("a[href*='/enrolments/people/']")
    judged.first.wait_for(timeout=60_000)
    page.goto(judged.first.get_attribute("href") or "")


def drawn(pdf: Path) -> bytes:
    """This is a certificate's only page, as a viewer of PDFs shows it."""
    command = ["pdftoppm", "-png", "-singlefile", "-scale-to-x", "1000", "-scale-to-y", "-1", str(pdf)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def keep(name: str, picture: bytes) -> None:
    target = HERE / f"{name}.webp"
    Image.open(io.BytesIO(picture)).convert("RGB").save(target, quality=QUALITY, method=6)
    print(f"{target.stat().st_size:>8,}  {target.name}", flush=True)


if __name__ == "__main__":
    main()
