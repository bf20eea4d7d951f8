"""The checks of page.sh. FLEETSEAL is the program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import Chromium

PROGRAM = str(Path(os.environ.get("FLEETSEAL", ".build/release/fleetseal")).resolve())
ROOT = Path(__file__).resolve().parents[3]
WIDTHS = (400, 1600)
failed = False
number = 0


def check(name: str, holds: bool, found: object = "") -> None:
    global failed, number
    number += 1
    print(f"{'ok' if holds else 'not ok'} {number} - {name}{'' if holds else f': {found}'}", flush=True)
    failed |= not holds


class Fleet:
    """The example fleet in a repository of its own, with gaps put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "examples" / "fleet", folder)
        self.environment = dict(os.environ, FLEETSEAL_TRUST="example.trust", XDG_CONFIG_HOME=str(folder / "none"))
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        path = folder / "secrets/shop/shop/database.yaml"
        text = re.sub(r"^  optional: .*\n(?:  - .*\n)*", "", path.read_text(), flags=re.MULTILINE)
        path.write_text(text)

    def page(self, name: str, *arguments: str) -> Path:
        out = self.folder.parent / name
        subprocess.run(
            [PROGRAM, "coverage", "--output", "html", "--out", str(out), *arguments],
            cwd=self.folder, env=self.environment, check=True, stderr=subprocess.DEVNULL,
        )
        return out


def visible(browser: Chromium) -> list[str]:
    """The names of the rows that can be seen, from top to bottom."""
    return browser.evaluate(
        "[...document.querySelectorAll('tbody tr')].filter(r => r.offsetParent !== null || r.getClientRects().length)"
        ".map(r => r.cells[0].innerText.replace(/\\s+/g, ' ').trim())"
    )


def column(browser: Chromium, index: int) -> list[str]:
    return browser.evaluate(
        f"[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).map(r => r.cells[{index}].innerText.trim())"
    )


def layout(browser: Chromium, page: Path, name: str) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            browser.open(page, width, scheme=scheme)
            place = f"{name}, {width} pixels, {scheme}"
            found = browser.evaluate(
                "[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]"
            )
            check(f"{place}: nothing is wider than the window", max(found[:2]) <= found[2] == width, found)
            small = browser.evaluate(
                "Math.min(...[...document.querySelectorAll('tbody tr:first-child *, label, .legend *')]"
                ".filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize)))"
            )
            check(f"{place}: no text is smaller than 10 pixels", small >= 10, small)
            dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
            light = sum(int(part) for part in re.findall(r"\d+", dark)[:3]) > 384
            check(f"{place}: the background fits", light == (scheme == "light"), dark)
            poor = contrast(browser)
            check(f"{place}: text stands out from what is behind it (4.5 to 1)", not poor, poor)
            gap = browser.evaluate(
                "(() => { const e = document.querySelector('td .x'); e.scrollIntoView({inline: 'center'});"
                " const r = e.getBoundingClientRect(); return [e.innerText, r.width > 10, r.left >= 0, r.right <= innerWidth]; })()"
            )
            check(f"{place}: a gap can be seen", gap[0].startswith("gap") and all(gap[1:]), gap)
            if folder := os.environ.get("SCREENSHOTS"):
                browser.evaluate("scrollTo(0, 0)")
                browser.screenshot(Path(folder) / f"{page.stem}-{width}-{scheme}.png")
            check(f"{place}: nothing but the page was asked for", browser.requests == [page.resolve().as_uri()], browser.requests)
            check(f"{place}: the browser has no complaint", not browser.messages, browser.messages)


def contrast(browser: Chromium) -> list:
    """Texts with less than 4.5 to 1, as WCAG computes it."""
    return browser.evaluate(
        """(() => {
          const numbers = (c) => c.match(/[\\d.]+/g).map(Number);
          const behind = (e) => {
            for (; e; e = e.parentElement) {
              const c = numbers(getComputedStyle(e).backgroundColor);
              if (c.length < 4 || c[3] > 0) return c;
            }
            return [255, 255, 255];
          };
          const light = (c) => {
            const [r, g, b] = c.slice(0, 3).map(v => v / 255)
              .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          return [...document.querySelectorAll('h1, li, label, i, th, td, small, output, th span')]
            .filter(e => e.innerText && e.getClientRects().length)
            .map(e => {
              const [one, other] = [light(numbers(getComputedStyle(e).color)), light(behind(e))];
              return [e.innerText, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
            }).filter(([, ratio]) => ratio < 4.5).slice(0, 3);
        })()"""
    )


def controls(browser: Chromium, page: Path) -> None:
    browser.open(page, 1600)
    everything = visible(browser)
    check("every key is shown", len(everything) == 20, everything)
    check("the first sort is by name", everything == sorted(everything), everything)

    browser.click("thead th:nth-child(2) button")
    gaps = [int(text) for text in column(browser, 1)]
    check("a click on Gaps puts the most first", gaps == sorted(gaps, reverse=True) and gaps[0] > 0, gaps)
    check("the column says so", browser.evaluate("document.querySelectorAll('thead th')[1].ariaSort") == "descending")
    browser.evaluate("document.querySelector('thead th:nth-child(4) button').focus()")
    browser.press("Enter", 13, "\r")
    cells = column(browser, 3)
    check("the keyboard sorts too", cells == sorted(cells) and len(set(cells)) > 2, cells)

    browser.evaluate("document.getElementById('text').focus()")
    browser.type("LEDGER pass")
    check("words filter the keys", visible(browser) == ["payments/ledger password"], visible(browser))
    check("the count follows", browser.evaluate("document.getElementById('count').value") == "1 of 20 keys")
    browser.type(" nothing")
    check("an empty result is said", browser.evaluate("!document.getElementById('nothing').hidden") and not visible(browser))
    browser.evaluate("document.getElementById('text').select()")
    browser.press("Backspace", 8)
    check("without words everything is back", len(visible(browser)) == 20, visible(browser))

    browser.click("#gaps")
    check("only gaps are shown when asked", set(visible(browser)) == {"shop/database analytics-token"}, visible(browser))
    browser.click("#gaps")
    browser.evaluate("document.getElementById('columns').focus()")
    browser.type("stage-")
    heads = browser.evaluate("[...document.querySelectorAll('thead th')].filter(h => !h.hidden).map(h => h.innerText.trim())")
    wanted = ["Secret and key", "Gaps", "stage-ap-1", "stage-eu-1", "stage-eu-2", "stage-us-1"]
    check("columns are filtered by name", heads == wanted, heads)

    browser.open(page, 400)
    browser.evaluate("(() => { const s = document.getElementById('sort'); s.value = '1d'; s.dispatchEvent(new Event('change')); })()")
    check("a narrow page sorts by a list", visible(browser)[0].startswith("shop/database analytics-token"), visible(browser))
    names = browser.evaluate("[...document.querySelectorAll('tbody tr:first-child td')].map(c => getComputedStyle(c, '::before').content)")
    check("and names the column of each cell", '"prod-eu-1"' in names and len(names) == 16, names)


def accessibility(browser: Chromium, page: Path) -> None:
    for width in WIDTHS:
        browser.open(page, width)
        nodes = browser("Accessibility.getFullAXTree")["nodes"]
        roles = [node.get("role", {}).get("value") for node in nodes if not node.get("ignored")]
        check(f"{width} pixels: a table with headers for rows", roles.count("rowheader") == 20 and "table" in roles, roles[:20])
        if width > 640:
            check("and for columns", roles.count("columnheader") == 17, roles.count("columnheader"))
        unnamed = [
            node["role"]["value"] for node in nodes
            if not node.get("ignored") and node.get("role", {}).get("value") in ("searchbox", "combobox", "checkbox", "button")
            and not node.get("name", {}).get("value")
        ]
        check(f"{width} pixels: every control has a name", not unnamed, unnamed)


def policy(browser: Chromium, page: Path, folder: Path) -> None:
    browser.open(page, 1600)
    browser.evaluate("(() => { const s = document.createElement('script'); s.textContent = 'window.broken = 1';"
                     " document.body.append(s); document.body.insertAdjacentHTML('beforeend', '<img src=https://example.org/x>'); })()")
    check("the policy lets no other script run", browser.evaluate("window.broken") is None)
    browser.evaluate("new Promise(done => setTimeout(done, 0))")
    check("and nothing be loaded", browser.blocked == ["csp"] and len(browser.requests) == 2, browser.blocked)
    changed = folder / "changed.html"
    changed.write_text(page.read_text().replace('"use strict";', '"use strict"; /* changed */', 1))
    browser.open(changed, 1600)
    check("a changed script does not run", browser.evaluate("document.getElementById('controls').hidden"))
    check("and the table is there all the same", len(visible(browser)) == 20, visible(browser))


def main() -> int:
    folder = Path(tempfile.mkdtemp())
    try:
        fleet = Fleet(folder / "fleet")
        clusters, groups = fleet.page("clusters.html"), fleet.page("groups.html", "--by", "group")
        text = clusters.read_text()
        table = text[text.index("<table") : text.index("</table>")]
        check("no value is in the page", not re.search(r"fs1:|\bv[a-z2-7]{7}\b|\bk[a-z2-7]{11}\b", table))
        check("the page names nothing outside", not re.search(r"https?:|//[a-z]|url\(|@import", text))
        with Chromium() as browser:
            layout(browser, clusters, "by cluster")
            layout(browser, groups, "by group")
            controls(browser, clusters)
            accessibility(browser, clusters)
            policy(browser, clusters, folder)
    finally:
        shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
