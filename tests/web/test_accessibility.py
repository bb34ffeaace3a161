"""Every view, in both themes, against the rules of axe-core for WCAG 2.2 AA."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.chat_driver import STREAM, ask

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:3]}"
        for each in found
    ]


def empty(page):
    page.goto("/")


def answered(page):
    ask(page, "What was Colombia's GDP?")


def looked_up(page):
    article, _ = ask(page, "Which clusters in Spain have a Gold label?")
    for details in article.locator("details").all():
        details.evaluate("node => { node.open = true; }")
    page.wait_for_timeout(300)


def judged(page):
    article, _ = ask(page, "What was Colombia's GDP?")
    article.get_by_role("button", name="This does not help").click()


def not_said(page):
    ask(page, "clusters in Peru")


def broken(page):
    page.route(STREAM, lambda route: route.abort())
    page.get_by_label("Your question").fill("Hello?")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_be_visible()


def refused(page):
    page.get_by_role("button", name="Ask", exact=True).click()


def opened(page):
    article, _ = ask(page, "What was Colombia's GDP?")
    article.locator(".marker").first.click()
    expect(page.locator("#source iframe").content_frame.locator("mark").first).to_be_visible()


def document(page):
    page.goto(page.locator("[data-document]").first.get_attribute("href") + "?start=2000&end=2200")


def embedded(page):
    page.goto("/embed")


def browse(page):
    page.goto("/browse")


def records(page):
    page.goto("/browse/cluster")


def record(page):
    page.goto("/browse/cluster")
    page.locator("tbody a").first.click()


def about(page):
    page.goto("/about")


def missing(page):
    page.goto("/browse/none")


VIEWS = (
    *(empty, answered, looked_up, judged, not_said, broken, refused, opened),
    *(document, embedded, browse, records, record, about, missing),
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_no_accessibility_rule_is_violated(page, complaints, view, theme):
    page.emulate_media(color_scheme=theme)
    view(page)
    assert violations(page) == []
    if view in {broken, missing}:
        complaints.clear()
