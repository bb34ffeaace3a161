import json
import re

import pytest
from playwright.sync_api import expect

from tests.web.chat_driver import STREAM, as_stream, ask, letters, opened_passage

pytestmark = pytest.mark.browser

FACT = "What was Colombia's GDP?"
FACT_IN_SPANISH = "¿Cuál era el PIB de Colombia?"
NOT_SAID = "What was the inflation rate of Colombia in 2016?"
LOOKUP = "How many clusters are there in Spain?"
EVERYTHING = "Which clusters are there?"
HOSTILE = "<img src=x onerror=alert(1)> How many clusters are there in France?"
PROBLEM = {
    "type": "urn:eccp:problem:IndexMissing",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "no index yet: run 'eccp index build'",
}


@pytest.mark.parametrize(
    ("locale", "question", "passages", "ready"),
    [
        ("en-GB", FACT, "Passages", "The answer is ready."),
        ("es-CO", FACT_IN_SPANISH, "Pasajes", "La respuesta está lista."),
    ],
)
def test_an_answer_comes_with_its_quotes(open_page, locale, question, passages, ready):
    page = open_page(locale=locale)
    article, answer = ask(page, question)
    assert answer["status"] == "answered"
    expect(page.get_by_role("status")).to_have_text(ready)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    expect(article.get_by_role("heading", name=passages)).to_be_visible()
    quotes = article.locator(".passages blockquote")
    assert quotes.count() == len(answer["citations"]) >= 1
    expect(quotes.first).to_have_attribute("lang", "en")
    shown = re.sub(r"\s", "", quotes.first.text_content())
    assert letters(shown) == letters(answer["citations"][0]["quote"])


def test_a_marker_opens_its_passage_in_the_document(page):
    article, answer = ask(page, FACT)
    marker = article.locator(".marker").first
    number = int(marker.text_content())
    (citation,) = [each for each in answer["citations"] if each["marker"] == number]
    marker.click()
    assert letters(opened_passage(page)) == letters(citation["quote"])
    expect(page.locator("#source-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(marker).to_be_focused()


def test_the_closest_sentences_of_an_unclear_answer_are_quoted_and_open(page):
    article, answer = ask(page, NOT_SAID)
    assert answer["status"] == "unclear"
    quotes = article.locator(".passages blockquote")
    assert quotes.count() == len(answer["citations"]) == article.locator(".words .marker").count()
    article.locator(".words .marker").last.click()
    assert letters(opened_passage(page)) == letters(answer["citations"][-1]["quote"])


def test_escape_inside_the_document_closes_it_too(page):
    article, _ = ask(page, FACT)
    article.get_by_role("link", name="Open in the document").first.click()
    document = page.locator("#source iframe").content_frame
    document.locator("mark").first.click()
    document.locator("body").press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def test_a_lookup_shows_its_rows(page):
    article, answer = ask(page, LOOKUP)
    assert answer["lookup"]["total"] == len(answer["records"]) > 1
    expect(article.get_by_text("Understood as:")).to_be_visible()
    table = article.locator("details.rows")
    if table.get_attribute("open") is None:
        table.locator("summary").click()
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(answer["records"]))
    for row, record in zip(rows.all(), answer["records"], strict=True):
        expect(row.get_by_role("rowheader")).to_have_text(record["name"])
        expect(row.locator(".marker")).to_have_text(str(record["marker"]))
    expect(table.get_by_role("columnheader", name="Country")).to_be_visible()


def test_rows_of_a_plain_list_show_a_few_short_fields(page):
    article, answer = ask(page, EVERYTHING)
    assert answer["lookup"]["filters"] == []
    table = article.locator("details.rows")
    if table.get_attribute("open") is None:
        table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(len(answer["records"]))
    assert 3 <= table.get_by_role("columnheader").count() <= 5


def test_an_empty_question_is_refused_politely(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    field = page.get_by_label("Your question")
    field.fill("  \n ")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Please type a question first.")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Please type a question first.")
    assert not [url for url in asked if url.endswith("/ask/stream")]
    field.press_sequentially("W")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#hint")).to_have_text("Enter sends, Shift + Enter starts a new line.")


def test_a_failure_is_shown_and_can_be_retried(page, complaints):
    body = json.dumps(PROBLEM)
    page.route(
        STREAM,
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=body),
    )
    article, _ = ask(page, FACT)
    expect(article).to_contain_text(PROBLEM["detail"])
    expect(page.get_by_role("status")).to_contain_text(PROBLEM["detail"])
    assert [text for text in complaints if "503" not in text] == []
    complaints.clear()
    page.unroute(STREAM)
    article.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn .answered")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".problem")).to_have_count(0)


def test_a_server_that_cannot_be_reached_is_a_failure_too(page, complaints):
    page.route(STREAM, lambda route: route.abort())
    page.get_by_label("Your question").fill(FACT)
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("cannot be reached")
    complaints.clear()


def test_everything_can_be_done_with_the_keyboard(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_label("Your question")
    expect(field).to_be_focused()
    page.keyboard.type("What was")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Colombia's GDP?")
    expect(field).to_have_value("What was\nColombia's GDP?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .answered")).to_be_visible()
    expect(field).to_be_focused()
    marker = page.locator(".marker").first
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if marker.evaluate("node => node === document.activeElement"):
            break
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    assert opened_passage(page)
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_a_new_conversation_clears_the_old_one(page):
    ask(page, FACT)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("heading", name="Ask the documents")).to_be_visible()
    with page.expect_request(STREAM) as request:
        ask(page, FACT)
    assert request.value.post_data_json["history"] == []


def test_a_conversation_sends_its_last_twenty_turns(page):
    answer = {"status": "smalltalk", "answer": "Hello!", "interpreted_as": "", "generator": "llm"}
    answer |= {"language": "en", "question": "", "lookup": None, "model": None}
    answer |= {name: [] for name in ("citations", "records", "notes", "also_read", "suggestions")}
    page.route(STREAM, lambda route: route.fulfill(**as_stream(answer)))
    for number in range(11):
        ask(page, f"Question {number}")
    with page.expect_request(STREAM) as request:
        ask(page, "Last")
    history = request.value.post_data_json["history"]
    assert len(history) == 20
    assert history[0] == {"role": "user", "content": "Question 1"}
    assert history[-1] == {"role": "assistant", "content": "Hello!"}


def test_an_example_is_asked_with_a_click(page):
    example = page.locator(".intro .example:visible").first
    question = example.text_content()
    example.click()
    expect(page.locator(".turn h2")).to_contain_text(question)
    expect(page.locator(".turn .answer")).to_be_visible()
    expect(page.locator(".problem")).to_have_count(0)


def test_hostile_text_is_shown_as_text(page):
    page.on("dialog", lambda dialog: pytest.fail("the text was run"))
    ask(page, HOSTILE)
    expect(page.locator(".turn h2")).to_contain_text(HOSTILE)
    expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_a_small_screen_never_scrolls_sideways(open_page, width):
    page = open_page(width=width, height=700)

    def overflow():
        return page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert overflow() <= 0
    article, _ = ask(page, LOOKUP)
    assert overflow() <= 0
    article.locator(".marker").first.click()
    assert opened_passage(page)
    assert overflow() <= 0
    page.goto(page.locator("#source-link").get_attribute("href"))
    expect(page.locator("mark").first).to_be_in_viewport()
    assert overflow() <= 0


def test_the_document_page_has_an_outline_that_leads_into_the_text(open_page):
    page = open_page()
    path = page.locator("[data-document]").first.get_attribute("href")
    page.goto(path)
    entry = page.get_by_role("navigation", name="Contents").get_by_role("link").last
    name = entry.text_content()
    entry.click()
    expect(page.get_by_role("heading", name=name)).to_be_in_viewport()
    expect(page.locator("mark")).to_have_count(0)
