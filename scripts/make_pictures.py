"""Take the pictures of the documentation: the three pages during the demonstration's second call.

Run it as `.venv/bin/python scripts/make_pictures.py` after `scripts/setup test`; it writes `docs/pictures/`.
"""

import re
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, sync_playwright

DOCS = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LINK = re.compile(r"(agent|supervisor|admin)\s+(\w+)\s+(http://\S+)")
WAIT_MS = 120_000


def main() -> None:
    """Play the demonstration, and photograph it."""
    DOCS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "callguard.demo", "--data", folder]
        demo = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            photograph(read_links(demo))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)


def read_links(demo: "subprocess.Popen[str]") -> dict[str, str]:
    """Wait until the demonstration has printed the addresses."""
    links: dict[str, str] = {}
    for line in demo.stderr or ():
        if found := LINK.search(line):
            links[found[2]] = found[3]
        if len(links) == 4:
            return links
    raise SystemExit("the demonstration did not start")


def photograph(links: dict[str, str]) -> None:
    """Open the pages side by side, and take each when the threat has been heard."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        pages = {name: signed_in(browser.new_context(**VIEW), link) for name, link in links.items()}
        agent = with_final_warning(pages["Aiko"], pages["Ben"])
        pages["Sora"].wait_for_timeout(2000)  # the incident's job and the wallboard's turn
        for page, file in ((agent, "agent"), (pages["Sora"], "wallboard"), (pages["Adil"], "policy")):
            page.screenshot(path=DOCS / f"{file}.png")
            print(DOCS / f"{file}.png")
        browser.close()


def with_final_warning(*pages: Page) -> Page:
    """Wait for the final warning on the page of whichever agent has the call."""
    for _ in range(WAIT_MS // 100):
        for page in pages:
            if page.locator(".prompt.stage-final_warning").count():
                return page
            page.wait_for_timeout(50)
    raise SystemExit("no final warning was shown")


VIEW = {"viewport": {"width": 1280, "height": 720}, "locale": "en-GB"}


def signed_in(context: BrowserContext, link: str) -> Page:
    """Open the user's page in a browser of their own."""
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="English").click()
    return page


main()
