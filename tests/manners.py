"""What every page keeps to, as a browser measures it. Numbers: SCREENS, A4."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page
from tests.browsing import Visitor

TARGET_PX, LARGE_TARGET_PX, MAIN_PX = 48, 60, 64
WORDS_PX, LARGE_WORDS_PX = 16, 18

SMALL_TARGETS = """least => [...document.querySelectorAll(
    "a, button, summary, label.size, input:not([type=hidden], [type=radio])")]
  .map(one => [one.textContent.trim() || one.id,
    ((one.type === "checkbox" && one.labels[0]) || one).getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - .01 || box.width < least - .01))
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""

FAINT_WORDS = """() => {
  const part = value => { const c = value / 255;
    return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const read = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!words.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [one, other] = [light(read(style.color)), light(behind(element))].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24;
    const ratio = (one + .05) / (other + .05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${words.currentNode.data.trim()}: ${ratio}`);
  }
  return faint;
}"""

TINY_WORDS = """least => [...document.querySelectorAll("#page *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < least)
  .map(one => one.textContent.trim())"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => {
  const right = one => one.getBoundingClientRect().right;
  const all = [...document.querySelectorAll("body *")];
  return all.reduce((most, one) => right(one) > right(most) ? one : most).outerHTML.slice(0, 200);
}"""
TWICE_THE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"
LARGE = "is => { document.documentElement.classList.toggle('large', is); }"
"""The large text of ``?big=1`` without asking for the page again; it is this class."""

CONTRAST = "color-contrast"
WHOLE: dict[str, Any] = {}
WORDS_ONLY = {"rules": {CONTRAST: {"enabled": False}}}
"""For the same page in another language, whose colours are the same."""
COLOURS_ONLY = {"runOnly": [CONTRAST]}
"""For the same page in another scheme, where nothing else is different."""

_AXE = """options => {
  document.getAnimations().filter(one => one instanceof CSSTransition)
    .forEach(one => one.finish());
  return axe.run(options).then(told => told.violations.map(
    one => `${one.id}, ${one.nodes.length} times: ${one.nodes[0].html.slice(0, 200)}`));
}"""
_ALWAYS = {"resultTypes": ["violations"], "preload": False, "selectors": False}

_TURN = """async path => {
  const answer = await fetch(path, { signal: AbortSignal.timeout(60000) });
  const kind = answer.headers.get("content-type") || "";
  const text = await answer.text();
  if (answer.redirected || !kind.startsWith("text/html")) return `${answer.status} ${kind}`;
  if (!/^\\s*<!doctype html>/i.test(text)) return `${answer.status} a part of a page`;
  history.replaceState(null, "", path);
  await new Promise(done => {
    document.open();
    window.addEventListener("load", done, { once: true });
    document.write(text);
    document.close();
  });
  return answer.ok ? "" : `${answer.status} a page`;
}"""


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def with_axe(visitor: Visitor) -> Page:
    """Open the front page with axe beside it, under the product's own policy for scripts."""
    page = visitor.go("/")
    page.evaluate(_axe() + "; 0")
    return page


def turn(page: Page, path: str) -> str:
    """Show another page of the site in the same window; return what is amiss with the answer.

    The window stays, and axe in it: a tenth of a second less than to go there. What is no
    whole page is not shown, nor what another address answered.
    """
    told = page.evaluate(_TURN, path)
    assert isinstance(told, str)
    return told


def violations(page: Page, options: dict[str, Any]) -> Sequence[str]:
    """Return what axe has to say against the page, with one of the three ways to ask."""
    said = page.evaluate(_AXE, json.loads(json.dumps(_ALWAYS | options)))
    assert isinstance(said, list)
    return said


def is_known_to_axe(page: Page) -> bool:
    """Whether axe finds a fault where there is one: a picture that says nothing."""
    page.evaluate("() => document.querySelector('main').append(new Image(9, 9))")
    return any(one.startswith("image-alt") for one in violations(page, WORDS_ONLY))
