"""Buttons of an answer: stop, edit, copy, share, sort, draw, give feedback."""

from __future__ import annotations

import json
import re
import sqlite3
import threading

import pytest
from playwright.sync_api import expect

from tests.web.chat_driver import STREAM, as_stream, ask, letters, opened_passage

pytestmark = pytest.mark.browser

FACT = "What was Colombia's GDP?"
LOOKUP = "Which clusters in Spain have a Gold label?"
ALL = "How many clusters are there per country?"
TEN = (
    "What was Colombia's GDP?",
    "Since when has the EU trade agreement been applied?",
    "Does the Enterprise Europe Network have a contact point in Colombia?",
    "Who is the contact at the Bogotá Chamber of Commerce?",
    "Which clusters are in Portugal?",
    "Which dairy cluster initiatives are there?",
    "What can European clusters gain from working with Colombia?",
    "¿Qué clústeres gallegos hay?",
    "Which ESCP-4i partnerships target Colombia?",
    "Where does the paper contradict itself?",
)


def test_every_marker_of_ten_answers_opens_exactly_its_quote(page):
    opened = 0
    for question in TEN:
        article, answer = ask(page, question)
        assert answer["status"] == "answered", question
        citations = {each["marker"]: each for each in answer["citations"]}
        markers = article.locator(".words .marker")
        seen = set()
        for place in range(markers.count()):
            marker = markers.nth(place)
            number = int(marker.text_content())
            if number in seen:
                continue
            seen.add(number)
            quote = citations[number]["quote"]
            assert " ".join(quote.split())[:100] in marker.get_attribute("title")
            marker.click()
            assert letters(opened_passage(page)) == letters(quote), (question, number)
            page.keyboard.press("Escape")
            expect(marker).to_be_focused()
            opened += 1
        assert seen, question
    assert opened >= 30


def test_status_is_announced_and_text_is_streamed(page):
    steps = page.evaluate_handle(
        """() => {
          const seen = [];
          new MutationObserver(() => {
            const text = document.querySelector(".coming .step")?.textContent;
            if (text && seen.at(-1) !== text) seen.push(text);
            if (document.querySelector(".coming .partial")) seen.partial = true;
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
          return seen;
        }"""
    )
    ask(page, LOOKUP)
    assert "Looking in the documents…" in steps.json_value()
    assert any(re.search(r"\d+ records", step) for step in steps.json_value())
    assert steps.evaluate("seen => seen.partial") is True


def test_a_running_answer_can_be_stopped_and_repeated(page, complaints):
    page.route(STREAM, lambda _: None)
    page.get_by_label("Your question").fill(FACT)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_have_text("Stopped.")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    page.unroute(STREAM)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn .answered")).to_be_visible()
    complaints.clear()


def test_a_lost_connection_is_an_error_not_an_answer(page):
    body = 'event: status\ndata: {"step": "searching", "documents": 1, "records": {}}\n\n'
    body += 'event: delta\ndata: {"text": "The paper says"}\n\n'
    page.route(STREAM, lambda route: route.fulfill(content_type="text/event-stream", body=body))
    page.get_by_label("Your question").fill(FACT)
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("connection was lost")
    expect(page.locator(".partial")).to_have_count(0)


def test_an_error_in_the_stream_is_shown_with_what_to_do(page):
    problem = {"title": "Service Unavailable", "detail": "run 'eccp index build'"}
    body = f"event: error\ndata: {json.dumps(problem)}\n\n"
    page.route(STREAM, lambda route: route.fulfill(content_type="text/event-stream", body=body))
    page.get_by_label("Your question").fill(FACT)
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text(problem["detail"])


def test_a_question_can_be_changed_and_asked_again_in_its_place(page):
    ask(page, FACT)
    ask(page, LOOKUP)
    page.locator(".turn").first.get_by_role("button", name="Edit", exact=True).click()
    field = page.get_by_label("Your question")
    expect(field).to_be_focused()
    expect(field).to_have_value(FACT)
    ask(page, "Which clusters are in Portugal?")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn h2")).to_contain_text("Portugal")


def test_the_conversation_stays_in_the_browser_until_it_is_cleared(page):
    ask(page, FACT)
    ask(page, LOOKUP)
    page.reload()
    expect(page.locator(".turn .answered")).to_have_count(2)
    page.locator(".turn").first.locator(".marker").first.click()
    assert opened_passage(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New conversation").click()
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_a_link_to_a_question_asks_it(open_page):
    page = open_page("/?q=Which+clusters+are+in+Portugal%3F")
    expect(page.locator(".turn .answered")).to_be_visible()
    assert page.evaluate("location.search") == ""


def test_an_answer_is_copied_with_its_citations_and_its_question_as_a_link(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    article, answer = ask(page, FACT)
    article.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert answer["answer"] in text
    assert " ".join(answer["citations"][0]["quote"].split()) in text
    assert f"start={answer['citations'][0]['start']}" in text
    article.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("link")
    assert page.evaluate("navigator.clipboard.readText()").endswith(
        "/?q=What+was+Colombia%27s+GDP%3F"
    )


def test_the_conversation_can_be_exported(page, tmp_path):
    _, answer = ask(page, FACT)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "conversation.md")
    text = (tmp_path / "conversation.md").read_text(encoding="utf-8")
    assert f"## {FACT}" in text
    assert answer["answer"] in text
    assert answer["citations"][0]["document_title"] in text


def test_the_conditions_of_a_lookup_can_be_removed_and_changed(page):
    article, answer = ask(page, LOOKUP)
    chips = article.locator(".chip")
    expect(chips).to_have_count(len(answer["lookup"]["filters"]))
    with page.expect_response(STREAM):
        chips.filter(has_text="Gold").get_by_role("button", name="Without").click()
    article = page.locator(".turn").last.locator(".answer")
    expect(article.locator(".chip")).to_have_count(len(answer["lookup"]["filters"]) - 1)
    expect(article.locator(".words")).to_contain_text("26")
    article.locator(".chip").filter(has_text="Spain").get_by_role("button", name="Change").click()
    with page.expect_response(STREAM):
        article.locator(".chip select").select_option("Portugal")
    article = page.locator(".turn").last.locator(".answer")
    expect(article.locator(".chip")).to_contain_text("Portugal")
    expect(article.locator(".words")).to_contain_text("InovCluster")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_table_can_be_sorted_and_downloaded(page, tmp_path):
    article, answer = ask(page, LOOKUP)
    table = article.locator("details.rows")
    if table.get_attribute("open") is None:
        table.locator("summary").click()

    def names():
        return table.locator("tbody th").all_text_contents()

    head = table.get_by_role("columnheader", name="Name")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    upwards = names()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names() == upwards[::-1]
    with page.expect_download() as download:
        table.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(answer["records"])
    assert answer["records"][0]["name"] in lines[1]


def test_a_row_opens_as_a_card(page):
    article, answer = ask(page, "Which clusters are in Portugal?")
    table = article.locator("details.rows")
    if table.get_attribute("open") is None:
        table.locator("summary").first.click()
    link = table.locator("tbody th a").first
    link.click()
    card = page.locator("#source iframe").content_frame
    expect(card.get_by_role("heading", level=1)).to_contain_text(answer["records"][0]["name"])
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_rows_are_drawn_with_the_figures_beside_them(page):
    article, _ = ask(page, "Which clusters are there?")
    view = article.locator("details.pictures")
    view.locator("summary").first.click()
    image = view.locator("img")
    expect(image).to_have_js_property("complete", True)
    select = view.get_by_label("Show")
    for option in select.locator("option").all():
        select.select_option(option.get_attribute("value"))
        expect(image).to_have_attribute("alt", re.compile(r": \d+"))
        expect(image).not_to_have_js_property("naturalWidth", 0)
    assert "Map" in " ".join(select.locator("option").all_text_contents())
    select.select_option(label="Chart by Country")
    expect(image).to_have_attribute("alt", re.compile("Spain: 26"))


def test_feedback_is_stored(page, settings):
    article, _ = ask(page, FACT)
    article.get_by_role("button", name="This does not help").click()
    article.get_by_label("My question was misunderstood").check()
    article.get_by_label("Anything to add?").fill("'; DROP TABLE feedback; --")
    article.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Thank you.")
    with sqlite3.connect(settings.feedback_db) as database:
        rows = database.execute(
            "SELECT verdict, reason, comment, question FROM feedback"
        ).fetchall()
    assert ("down", "misunderstood", "'; DROP TABLE feedback; --", FACT) in rows


def test_an_unanswered_question_is_shown_unlike_an_error(page):
    article, answer = ask(page, "clusters in Peru")
    assert answer["status"] == "not_in_corpus"
    expect(article).to_have_class(re.compile("not_in_corpus"))
    expect(article.get_by_text("The documents do not say")).to_be_visible()
    expect(article.locator(".suggestions button").first).to_be_visible()
    expect(page.locator(".problem")).to_have_count(0)


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)> [1]",
        "[click](javascript:alert(1)) <a href='https://evil.example'>x</a> [1]",
        "\u202etxet desrever " + "W" * 3000 + " [1]",
    ],
)
def test_hostile_answers_are_shown_as_text(page, said):
    page.on("dialog", lambda dialog: pytest.fail("the text was run"))
    _, answer = ask(page, FACT)
    answer |= {"answer": said, "interpreted_as": said, "suggestions": [said]}
    answer["notes"] = [{"kind": "dated", "text": said, "markers": [1]}]
    answer["citations"][0] |= {"locator": said, "document_title": said}
    page.route(STREAM, lambda route: route.fulfill(**as_stream(answer)))
    article, _ = ask(page, "again")
    expect(article.locator(".words")).to_contain_text(said.split(" [1]")[0][:40].strip())
    assert article.locator("script, img, a[href*=evil], a[href^=javascript]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_only_the_complete_answer_is_announced(page):
    announced = page.evaluate_handle(
        """() => {
          const said = [];
          const node = document.querySelector("#status");
          new MutationObserver(() => said.push(node.textContent)).observe(node, {
            childList: true, characterData: true, subtree: true });
          return said;
        }"""
    )
    ask(page, LOOKUP)
    said = [text for text in announced.json_value() if text]
    assert said == ["Looking in the documents…", "The answer is ready."]


def test_the_layout_is_stable_when_an_answer_arrives(page):
    shifts = page.evaluate_handle(
        """() => {
          const found = { sum: 0 };
          new PerformanceObserver((list) => {
            const moved = list.getEntries().filter((entry) => !entry.hadRecentInput);
            for (const entry of moved) found.sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          return found;
        }"""
    )
    ask(page, FACT)
    page.wait_for_timeout(600)
    assert shifts.evaluate("found => found.sum") < 0.1


def test_the_first_load_is_small(open_page):
    sizes = []
    page = open_page("about:blank")
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 150_000


def test_a_slow_server_keeps_the_page_alive(page):
    release = threading.Event()

    def slow(route):
        page.wait_for_timeout(1200)
        release.set()
        route.continue_()

    page.route(STREAM, slow)
    page.get_by_label("Your question").fill(FACT)
    page.keyboard.press("Enter")
    expect(page.locator(".skeleton")).to_be_visible()
    expect(page.locator(".turn .answered")).to_be_visible(timeout=20_000)
    assert release.is_set()
