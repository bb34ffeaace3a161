"""A real server and a real browser; console errors fail a test."""

import os
import shutil
import threading
import time

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from eccp_assistant.api.app import create_app

WAIT_MS = 20_000
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def server_url(assistant, settings):
    config = uvicorn.Config(create_app(assistant, settings), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def complaints():
    """What the page complained of; a test that provokes a complaint takes it out."""
    return []


@pytest.fixture
def open_page(browser, server_url, complaints):
    """Opens pages; breaches of the content security policy arrive as errors of the console."""
    contexts = []

    def opened(path="/", *, locale="en-GB", width=1280, height=800):
        viewport = {"width": width, "height": height}
        context = browser.new_context(
            base_url=server_url, locale=locale, viewport=viewport, reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server_url, "data:", "about:"))
                else complaints.append(f"asked {request.url} of a third party")
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page):
    """The chat page, in English."""
    return open_page()
