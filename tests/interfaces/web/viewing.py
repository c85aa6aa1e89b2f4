"""Opens a page the ways people see it, and finds what is wrong with it."""

import gzip
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import polib
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response

from interfaces.web.stage import PASSWORD
from nafa.interfaces.web.assets import MANIFEST

ROOT = Path(__file__).parents[3]
FRONT_END = ROOT / "src/nafa/interfaces/web/frontend"
PARTS = ROOT / "src/nafa/locale/fr/LC_MESSAGES/parts"
FIRST_LOAD_BYTES = 60 * 1024
PAGE_BYTES = 15 * 1024
TABBED = 12


class Seen(NamedTuple):
    """One way of looking at a page."""

    width: int
    height: int
    theme: str
    language: str


# Every pair of width, theme and language is seen. A page is looked at in two opposite views,
# pages take turns with the other two; NAFA_ALL_VIEWS=1 looks at each page in all eight.
PAIRWISE = (
    Seen(1280, 800, "light", "fr"),
    Seen(360, 740, "light", "fr"),
    Seen(1280, 800, "dark", "en"),
    Seen(360, 740, "dark", "en"),
)
ALL = tuple(
    Seen(width, height, theme, language)
    for width, height in ((1280, 800), (360, 740))
    for theme in ("light", "dark")
    for language in ("fr", "en")
)
VIEWS = ALL if os.environ.get("NAFA_ALL_VIEWS") else PAIRWISE


def views_of(turn: int) -> tuple[Seen, ...]:
    """How the page of that turn is looked at: both widths, both themes, both languages."""
    return VIEWS if VIEWS is ALL else ((VIEWS[0], VIEWS[3]), (VIEWS[1], VIEWS[2]))[turn % 2]


ZOOMED = Seen(640, 400, "light", "fr")  # 1280 x 800 at 200 %


@cache
def pictures() -> Path:
    """Where pictures are kept to be looked at."""
    folder = Path(os.environ.get("NAFA_PICTURES") or tempfile.mkdtemp(prefix="nafa-pictures-"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def axe() -> str:
    return (FRONT_END / "node_modules/axe-core/axe.min.js").read_text()


@cache
def untranslatable() -> frozenset[str]:
    """English sentences that a French page must not show: their French is different."""
    return frozenset(
        entry.msgid
        for part in PARTS.glob("*.po")
        for entry in polib.pofile(str(part))
        if entry.msgstr and entry.msgstr != entry.msgid and len(entry.msgid) > 3
    )


_sessions: dict[tuple[str, str], Any] = {}
_contexts: dict[tuple[str, str, Seen], BrowserContext] = {}
_standing: dict[tuple[str, str], Page] = {}


@contextmanager
def opened(browser: Browser, house_url: str, role: str, seen: Seen) -> Iterator[Page]:
    """A tab of a person of the role, who logged in once by the log-in page."""
    place = (house_url, role, seen)
    if place not in _contexts:
        _contexts[place] = _context(browser, house_url, role, seen)
    tab = _contexts[place].new_page()
    try:
        yield tab
    finally:
        tab.close()


@contextmanager
def standing(browser: Browser, house_url: str, role: str, seen: Seen) -> Iterator[Page]:
    """The one tab of a person of the role, for those who only look at pages.

    A tab of its own and a second load cost the browser three seconds a page. Nothing that a page
    kept for its tab is left for the next one.
    """
    if (house_url, role) not in _standing:
        _standing[house_url, role] = _context(browser, house_url, role, seen).new_page()
    tab = _standing[house_url, role]
    tab.set_viewport_size({"width": seen.width, "height": seen.height})
    tab.context.add_cookies(_chosen(house_url, seen))
    yield tab
    tab.evaluate("sessionStorage.clear()")


def _chosen(house_url: str, seen: Seen) -> list[Any]:
    return [
        {"name": "nafa_theme", "value": seen.theme, "url": house_url},
        {"name": "django_language", "value": seen.language, "url": house_url},
    ]


def _context(browser: Browser, house_url: str, role: str, seen: Seen) -> BrowserContext:
    state = _logged_in(browser, house_url, role) if role else None
    context = browser.new_context(
        viewport={"width": seen.width, "height": seen.height}, storage_state=state
    )
    context.add_init_script(axe())
    context.add_cookies(_chosen(house_url, seen))
    return context


def _logged_in(browser: Browser, house_url: str, role: str) -> Any:
    if (house_url, role) not in _sessions:
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(f"{house_url}/connexion/?next=/connexion/")
        tab.fill("[name=username]", role)
        tab.fill("[name=password]", PASSWORD)
        tab.press("[name=password]", "Enter")
        tab.wait_for_load_state()
        _sessions[house_url, role] = context.storage_state()
        context.close()
    return _sessions[house_url, role]


def faults_of(
    tab: Page, url: str, *, name: str, seen: Seen, status: int, zoomed: Seen | None = None
) -> list[str]:
    """Open a page one way, keep its picture, and list everything wrong with it.

    A page that is seen zoomed as well is zoomed after it has come. Where that shows a fault, the
    page as it comes to a zoomed window decides: a browser keeps its zoom from page to page.
    """
    said: list[str] = []
    received: list[Response] = []
    with _listening(tab, said, received):
        answer = _goto(tab, url)
        first = list(received)  # what the fields bring in when they are walked through comes later
        if answer.status != status:
            return [f"answered {answer.status} instead of {status}"]
        tab.screenshot(path=pictures() / f"{name}-{seen.width}-{seen.theme}-{seen.language}.png")
        expected = f"status of {status}"
        return [
            *[f"console: {line}" for line in said if expected not in line],
            *_wide(tab),
            *overlaps(tab),
            *accessibility(tab),
            *_tab_order(tab),
            *(_weight(answer, first) if seen.width == VIEWS[0].width else []),
            *(_untranslated(tab) if seen.language == "fr" else []),
            *(_zoomed_faults(tab, url, zoomed, back=seen) if zoomed else []),
        ]


@contextmanager
def _listening(tab: Page, said: list[str], received: list[Response]) -> Iterator[None]:
    def line(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    def error(problem: Error) -> None:
        said.append(str(problem))

    def response(answer: Response) -> None:
        received.append(answer)

    tab.on("console", line)
    tab.on("pageerror", error)
    tab.on("response", response)
    try:
        yield
    finally:
        tab.remove_listener("console", line)
        tab.remove_listener("pageerror", error)
        tab.remove_listener("response", response)


def _goto(tab: Page, url: str) -> Response:
    answer = tab.goto(url, wait_until="load")
    assert answer is not None
    if tab.locator("[data-chart]").count():
        tab.wait_for_selector("[data-chart] canvas")
    return answer


def _zoomed_faults(tab: Page, url: str, zoomed: Seen, *, back: Seen) -> list[str]:
    tab.evaluate("scrollTo(0, 0)")
    faults = zoom_faults(tab, zoomed, back=back)
    if faults:
        tab.set_viewport_size({"width": zoomed.width, "height": zoomed.height})
        _goto(tab, url)
        faults = zoom_faults(tab, zoomed, back=back)
    return faults


def zoom_faults(tab: Page, zoomed: Seen, *, back: Seen) -> list[str]:
    """At 200 % nothing is cut off and the primary action is on the screen."""
    _resize(tab, zoomed)
    faults = [f"at 200 %: {fault}" for fault in _wide(tab)]
    button = tab.locator(".head-primary .button, .form-actions .button-primary").first
    if button.count() and button.bounding_box() is not None:
        box = button.bounding_box()
        assert box is not None
        if box["y"] + box["height"] > zoomed.height + 1:
            faults.append("at 200 % the primary action is not on the screen")
    _resize(tab, back)
    return faults


def _resize(tab: Page, seen: Seen) -> None:
    """As another size, drawn: what follows a change of size has followed."""
    tab.set_viewport_size({"width": seen.width, "height": seen.height})
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _wide(tab: Page) -> list[str]:
    wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []


OVERLAPS = """() => {
  const parts = [...document.querySelectorAll('a,button,input,select,textarea,summary')];
  const layer = (part) => {
    for (let at = part; at; at = at.parentElement) {
      if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return at;
    }
    return null;
  };
  const seen = parts.filter((part) => part.checkVisibility({visibilityProperty: true})
    && part.type !== 'hidden' && !part.matches('.skip') && part.getClientRects().length);
  const boxes = seen.map((part) => [part, part.getBoundingClientRect(), layer(part)]);
  const found = [];
  boxes.forEach(([one, a, la], i) => boxes.slice(i + 1).forEach(([other, b, lb]) => {
    if (one.contains(other) || other.contains(one) || la !== lb) return;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) found.push(
      `${one.outerHTML.slice(0, 80)} lies on ${other.outerHTML.slice(0, 80)}`);
  }));
  return found;
}"""


def overlaps(tab: Page) -> list[str]:
    """Things to press that lie on each other (bars that stay in place are their own layer)."""
    return list(tab.evaluate(OVERLAPS))


VIOLATIONS = """async () => {
  const result = await axe.run(document, {resultTypes: ['violations']});
  return result.violations.flatMap((found) => found.nodes.slice(0, 3).map(
    (node) => `axe ${found.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
}"""


def accessibility(tab: Page) -> list[str]:
    """What axe-core finds."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(axe())
    return list(tab.evaluate(VIOLATIONS))


TAB_ORDER = """(count) => {
  const kinds = 'a[href],button,input,select,textarea,summary,[tabindex]';
  const all = [...document.querySelectorAll(kinds)]
    .filter((part) => part.tabIndex >= 0 && !part.disabled && part.type !== 'hidden'
      && part.checkVisibility({visibilityProperty: true}) && part.getClientRects().length);
  const faults = all.filter((part) => part.tabIndex > 0).map(() => 'a positive tabindex');
  const still = (part) => !part.closest('.skip, .bar, .head-primary, .form-actions, .top, .side');
  const placed = all.filter(still).map((part) => [part, part.getBoundingClientRect()]);
  placed.slice(1).forEach(([part, b], i) => {
    const a = placed[i][1];
    if (b.bottom <= a.top && b.left < a.right) {
      faults.push(`${part.outerHTML.slice(0, 80)} comes after what stands below it`);
    }
  });
  const stops = (part) => part.type !== 'radio' || part.checked
    || (!document.querySelector(`[name="${part.name}"]:checked`)
      && part === document.querySelector(`[name="${part.name}"]`));
  window.inOrder = all.filter(stops).slice(0, count);
  return faults;
}"""


def _tab_order(tab: Page) -> list[str]:
    faults = list(tab.evaluate(TAB_ORDER, TABBED))
    tab.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    if tab.locator("[data-summary], [data-refusal], [autofocus]").count():
        return faults  # the reader starts at the error or in the field, not at the top
    for place in range(tab.evaluate("inOrder.length")):
        tab.keyboard.press("Tab")
        if not tab.evaluate("(at) => document.activeElement === inOrder[at]", place):
            faults.append(f"the Tab key goes elsewhere at step {place + 1}")
            break
    return faults


def _weight(answer: Response, received: list[Response]) -> list[str]:
    page = len(gzip.compress(answer.body()))
    total = page
    for response in received:
        path = urlsplit(response.url).path
        if path.startswith("/static/dist/"):
            packed = MANIFEST.parent / (path.removeprefix("/static/dist/") + ".gz")
            total += packed.stat().st_size
    faults = [f"the page weighs {page} bytes"] if page > PAGE_BYTES else []
    return faults + ([f"the first load weighs {total} bytes"] if total > FIRST_LOAD_BYTES else [])


def _untranslated(tab: Page) -> list[str]:
    shown = tab.evaluate("""() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walk.nextNode()) found.push(walk.currentNode.textContent);
      for (const part of document.querySelectorAll('[aria-label],[placeholder]')) {
        found.push(part.getAttribute('aria-label') ?? '', part.getAttribute('placeholder') ?? '');
      }
      return found;
    }""")
    words = {re.sub(r"\s+", " ", text).strip() for text in shown}
    return [f"in English on a French page: {text}" for text in sorted(words & untranslatable())]


def followed(tab: Page, url: str, links: tuple[str, ...]) -> str:
    """The address that links lead to, one after the other; none leave it as it is."""
    for link in links:
        tab.goto(url)
        url = urljoin(url, tab.locator(link).first.get_attribute("href", timeout=5_000) or "")
    return url
