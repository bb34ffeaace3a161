"""The page while the index changes."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import expect

from eccp_assistant.api.app import create_app
from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import build
from eccp_assistant.config import Settings
from tests.locations import GARDEN
from tests.web.chat_driver import ask, letters, opened_passage

pytestmark = pytest.mark.browser

PRICE = "What does the entrance to the garden cost?"


@pytest.fixture
def living(tmp_path, settings, assistant, server_url):
    """A server over a corpus of its own, and how to change that corpus and build it."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    own = Settings.load(
        corpus_dir=corpus,
        index_dir=tmp_path / "index",
        model_cache_dir=settings.model_cache_dir,
        feedback_db=tmp_path / "feedback.sqlite",
        _env_file=None,
    )

    def revise(old: str, new: str, *, keep: int = 3) -> str:
        path = corpus / "documents/guide.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return build(own, quiet=True, embedder=assistant.embedder(), keep=keep).version

    build(own, quiet=True, embedder=assistant.embedder())
    app = create_app(Assistant.open(own, embedder=assistant.embedder()), own)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", revise
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def living_page(browser, living, complaints):
    address, revise = living
    context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.goto("/")
    yield page, revise
    context.close()
    assert complaints == []


def test_the_page_shows_its_index_and_offers_to_refresh(living_page):
    page, revise = living_page
    before = page.locator("#built").get_attribute("data-version")
    expect(page.locator("#built")).to_contain_text("Index of")
    expect(page.locator("#renewed")).to_be_hidden()
    version = revise("4,50 euros", "7 euros")
    time.sleep(2)
    # A reader comes back to the tab.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#renewed")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The documents have been updated.")
    page.get_by_role("button", name="Refresh the page").click()
    expect(page.locator("#built")).to_have_attribute("data-version", version)
    expect(page.locator("#renewed")).to_be_hidden()
    assert version != before


def test_an_older_answer_opens_the_document_of_its_version(living_page):
    page, revise = living_page
    _, answer = ask(page, PRICE)
    (citation, *_) = answer["citations"]
    assert "4,50 euros" in citation["quote"]
    # What stands before the passage grows, so that its offsets mean something else now.
    revise("## 1. El jardín\n", "## 1. El jardín\n\nEs un jardín grande y antiguo.\n")
    time.sleep(2)
    _, again = ask(page, "¿Cuánto cuesta la entrada?")
    assert again["index_version"] != answer["index_version"]
    expect(page.locator("#renewed")).to_be_visible()
    page.locator(".marker").first.click()
    assert letters(opened_passage(page)) == letters(citation["quote"])
    frame = page.frame_locator("#source-sheet iframe")
    expect(frame.get_by_role("note")).to_contain_text("as it was when the answer was given")


def test_a_removed_version_is_reported_and_nothing_is_marked(living_page):
    page, revise = living_page
    ask(page, PRICE)
    revise("## 1. El jardín\n", "## 1. El jardín\n\nEs un jardín grande y antiguo.\n", keep=1)
    time.sleep(2)
    page.locator(".marker").first.click()
    frame = page.frame_locator("#source-sheet iframe")
    expect(frame.get_by_role("note")).to_contain_text("ask again")
    expect(frame.locator("mark")).to_have_count(0)
