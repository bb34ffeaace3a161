"""Helpers that ask on the chat page and read the result."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from eccp_assistant.text.normalise import plain

STREAM = "**/ask/stream"


def streamed(body):
    """The answer at the end of a stream of events; ``None`` if there is none."""
    last = body.strip().split("\n\n")[-1].splitlines()
    if last[:1] != ["event: answer"]:
        return None
    return json.loads(last[1].removeprefix("data: "))


def as_stream(answer):
    """A reply that is only the end of a stream, for ``route.fulfill``."""
    return {
        "content_type": "text/event-stream",
        "body": f"event: answer\ndata: {json.dumps(answer)}\n\n",
    }


def ask(page: Page, question):
    """Ask, and return the article of the answer with what the server said."""
    with page.expect_response(STREAM) as response:
        page.get_by_label(re.compile("^(Your question|Su pregunta)$")).fill(question)
        page.keyboard.press("Enter")
    article = page.locator(".turn").last.locator(".answer")
    expect(article).to_be_visible(timeout=20_000)
    return article, streamed(response.value.text())


def letters(quote):
    """The letters of a passage without its markup, to compare what is shown with what is quoted."""
    quote = re.sub(r"^\d+[.)] ", "", quote, flags=re.MULTILINE)
    return re.sub(r"[\s|]", "", plain(quote))


def opened_passage(page: Page):
    """The marked text in the panel."""
    document = page.locator("#source iframe").content_frame
    expect(document.locator("mark").first).to_be_in_viewport()
    return "".join(document.locator("mark").all_text_contents())
