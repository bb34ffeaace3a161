"""The compact page can be framed by configured origins only."""

from __future__ import annotations

import functools
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import uvicorn
from playwright.sync_api import expect

from eccp_assistant.api.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def host(tmp_path):
    """Another site, with a page that frames ours."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

    handler = functools.partial(Quiet, directory=tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def serve(assistant, settings):
    servers = []

    def start(origins):
        own = settings.model_copy(update={"embed_origins": origins})
        config = uvicorn.Config(create_app(assistant, own), port=0, log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.mark.parametrize("allowed", [True, False])
def test_only_a_site_in_the_settings_may_frame_it(browser, host, serve, tmp_path, allowed):
    url = serve(f"https://elsewhere.example {host}" if allowed else "https://elsewhere.example")
    (tmp_path / "index.html").write_text(
        f'<iframe src="{url}/embed" width=400 height=500></iframe>'
    )
    page = browser.new_page()
    try:
        page.goto(host)
        frame = page.frame_locator("iframe")
        if allowed:
            frame.get_by_label("Your question").fill("How many clusters are there in Spain?")
            frame.get_by_role("button", name="Ask", exact=True).click()
            expect(frame.locator(".turn .answered")).to_contain_text("26", timeout=20_000)
        else:
            page.wait_for_timeout(1000)
            expect(frame.get_by_label("Your question")).to_have_count(0)
    finally:
        page.close()


def test_the_chat_page_cannot_be_framed(serve):
    import httpx

    url = serve("https://elsewhere.example")
    policy = httpx.get(f"{url}/").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "elsewhere" not in policy
    assert "elsewhere" in httpx.get(f"{url}/embed").headers["content-security-policy"]
