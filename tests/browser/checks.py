"""What is asked of every page, as sentences about what is wrong."""

from html.parser import HTMLParser
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async tags => {
  const { violations } = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return violations.map(v => [v.id, v.nodes.map(n => `${n.target.join(" ")}: ${
    [...n.any, ...n.all, ...n.none].map(c => c.message).join("; ").slice(0, 200)}`)]);
}"""
# The page is wider than the window; the widest thing that sticks out tells where to look.
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth, room = window.innerWidth;
  if (wide <= room) return "";
  const out = [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > room + 1)
    .map(e => e.tagName.toLowerCase() + (e.className ? "." + e.className : ""));
  return `${wide} px in ${room}: ${out.slice(-3).join(", ")}`;
}"""


class Inline(HTMLParser):
    """Finds script and style inside the markup; data for scripts is no script."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "style" or (
            tag == "script" and "src" not in known and known.get("type") != "application/json"
        ):
            self.found.append(f"inline <{tag}>")
        self.found += [
            f"{name}= on <{tag}>" for name in known if name == "style" or name.startswith("on")
        ]


def inline(source: str) -> list[str]:
    return Inline(source).found


def sideways(page: Page) -> list[str]:
    told = page.evaluate(SIDEWAYS)
    return [f"scrolls sideways, {told}"] if told else []


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return [
        f"{rule} at {place}"
        for rule, places in page.evaluate(RUN_AXE, WCAG)
        for place in places[:5]
    ]
