"""Conflicts of a corpus are noted in the answers that touch them, and only there."""

from datetime import UTC, datetime

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.domain.answers import LANGUAGES, AskRequest
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    embedder = HashingEmbedder()
    build_index(GARDEN, store, embedder, now=datetime(2026, 1, 1, tzinfo=UTC))
    return Assistant(store, lambda: embedder, embedder.fingerprint)


def ask(assistant, question, **more):
    return assistant.ask(AskRequest(question=question, **more))


def conflicts(answer):
    return [note for note in answer.notes if note.kind == "discrepancy"]


def test_a_version_keeps_the_verdicts_of_its_build(garden):
    verdicts = {each.claim.id: each.verdict for each in garden.loaded_index().snapshot.claims}
    assert verdicts == {"ginkgo-row": "stated", "ginkgo": "agree", "five-trees": "conflict"}


def test_a_count_that_the_text_states_otherwise_carries_a_note_with_both_places(garden):
    answer = ask(garden, "How many trees are there?")
    assert answer.answer.startswith("**4**")
    (note,) = conflicts(answer)
    assert "five trees" in note.text
    quotes = [answer.citations[marker - 1].quote for marker in note.markers]
    assert quotes[0] == "La tabla recoge cinco árboles con placa."
    assert quotes[1].startswith("| Roble |")
    assert all(f"[{marker}]" in note.text for marker in note.markers)


@pytest.mark.parametrize(
    "question", ["How many trees are evergreen?", "Which trees are from China?", "hello"]
)
def test_a_narrower_question_carries_none(garden, question):
    assert conflicts(ask(garden, question)) == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is it consistent that the guide speaks of five trees?", "its table has four rows"),
        ("¿Cuadra la tabla con los cinco árboles?", "su tabla tiene cuatro filas"),
        ("Does the guide contradict itself?", "its table has four rows"),
        ("¿Hay contradicciones?", "su tabla tiene cuatro filas"),
        # A language without an explanation of its own falls back to English.
        ("Stimmt die Zahl von fünf Bäumen in der Tabelle, oder ein Widerspruch?", "four rows"),
    ],
)
def test_a_question_about_the_contradiction_is_answered_from_the_claim(garden, question, said):
    answer = ask(garden, question)
    assert answer.status == "answered"
    assert said in answer.answer
    assert "La tabla recoge cinco árboles con placa." in {c.quote for c in answer.citations}
    assert conflicts(answer) == []


def test_a_restriction_to_documents_holds_for_claims_too(assistant):
    known = tuple(assistant.loaded_index().snapshot.documents)
    answer = ask(assistant, "Is FENAEIC in the annex?", documents=known)
    assert {citation.document_id for citation in answer.citations} <= set(known)


def test_a_follow_up_is_not_taken_for_a_question_about_the_claim_before(garden):
    turns = [{"role": "user", "content": "How many trees does the table list, five?"}]
    request = {"question": "and which of them match China?", "history": turns}
    answer = garden.ask(AskRequest.model_validate(request))
    assert "four rows" not in answer.answer


# The delivered paper. None of these questions was used to write the claims' words.

ASKED = [
    ("partnerships-section-1", "Is it one or six ESCP-4i that have Colombia as target?"),
    ("partnerships-section-1", "¿Son coherentes las cifras de ESCP-4i dirigidos a Colombia?"),
    ("partnerships-section-1", "PERES soll die einzige ESCP-4i für Kolumbien sein, stimmt das?"),
    ("regions-sum", "Which Spanish region is missing from the breakdown of the 26 clusters?"),
    ("regions-sum", "Les régions espagnoles totalisent 25 clusters et non 26 : une erreur ?"),
    ("regions-sum", "La suma per regions dels 26 clústers espanyols no quadra, oi?"),
    ("clusters-galicia", "Does the number of Galician clusters agree between text and table?"),
    ("clusters-galicia", "O número de clusters da Galiza no texto coincide com a tabela?"),
    ("clusters-aragon", "I count one cluster of Aragón in the table, the text says two. Wrong?"),
    ("clusters-aragon", "Il numero di cluster dell'Aragona corrisponde alla tabella?"),
    ("annex-fenaeic", "Which row of Annex 3 is FENAEIC?"),
    ("annex-fenaeic", "Steht FENAEIC in Anhang 3?"),
    ("annex-galego", "What does Galego refer to in the list of three Spanish organisations?"),
    ("mou-none", "Is the report inconsistent about Memorandums of Understanding?"),
    ("mou-none", "¿Se contradice el informe respecto al memorando de entendimiento?"),
    ("no-direct-collaboration", "Does the Basque mission contradict the lack of collaboration?"),
    ("no-direct-collaboration", "La missione basca contraddice la mancata collaborazione diretta?"),
    (
        "basque-mission-2017",
        "Is the Basque mission's date, 2017, consistent with the paper's?",
    ),
    (
        "basque-mission-2017",
        "A missão basca de 2017 é coerente com a data do documento?",
    ),
    ("no-further-examples", "The claim of no further examples of cooperation: any inconsistency?"),
    (
        "dairy-contacts-wanted",
        "Is contacting dairy clusters at odds with no activity planned?",
    ),
    ("contact-email", "Is there an error in Alejandro Caicedo's mail address?"),
    ("contact-email", "L'adresse électronique de Caicedo contient-elle une faute ?"),
    ("innpulsa-spelling", "¿Cómo se escribe iNNpulsa en el documento?"),
    ("partnerships-24", "Wie viele ESCP-4i existieren insgesamt?"),
    ("clusters-section-3", "Do the 34 clusters of the text match the annex?"),
]

TOUCHED = [
    ("clusters-galicia", "How many clusters are from Galicia?"),
    ("clusters-galicia", "Enumera los clústeres gallegos"),
    ("clusters-aragon", "Wie viele Cluster gibt es in Aragón?"),
    ("regions-sum", "Combien de clusters espagnols y a-t-il ?"),
    ("partnerships-section-1", "How many ESCP-4i target Colombia?"),
    ("contact-email", "What is the e-mail of Alejandro Caicedo Torres?"),
    ("basque-mission-2017", "When did the mission of eight Basque companies come to Bogotá?"),
]

UNRELATED = [
    "List the clusters of Portugal",
    "¿Cuántos clústeres hay en Cataluña?",
    "Which Italian cluster is in the list?",
    "Wie viele deutsche Cluster stehen im Anhang?",
    "Quels clusters ont le label d'or ?",
    "How many Spanish clusters hold a silver label?",
    "Quantas PME envolve o NATUREEF?",
    "Which countries take part in CROSSCUT?",
    "Quali paesi terzi sono l'obiettivo di SPACE2ID?",
    "What is the GDP of Colombia?",
    "How much did trade between the EU and Colombia grow?",
    "Quin és el web de PROCOLOMBIA?",
    "What is the telephone number of Juan David Castaño?",
    "Who runs the cluster initiatives programme of the chamber in Bogotá?",
    "¿Qué es la Red Cluster Colombia?",
    "How many companies do the Colombian clusters represent?",
    "Which sectors does Madrid Aerospace Cluster work in?",
    "In welcher Region sitzt biomastec?",
    "Does the Cluster do Audiovisual Galego have a label?",
    "Which dairy regions of Colombia have cluster initiatives?",
    "Who funds SPINCAM?",
    "Which fair in Paris was mentioned?",
    "Which national meeting took place in 2015?",
    "What does the joint declaration with the German ministry aim at?",
    "Why do clusters collaborate with technology centres?",
    "How many SMEs do the ESCP-4i involve altogether?",
    "What is the total number of SMEs of the partnerships?",
    "Which regions of Spain match the Catalan water sector?",
    "Is there missing data in the ESCP-4i column of GAIA?",
    "How can I contact a European dairy cluster from Colombia?",
    "Who sounds best, the Beatles or the Stones?",
]


def touching(answer, assistant, language):
    """Ids of the claims that an answer or its notes tell of."""
    told = " ".join((answer.answer, *(note.text for note in conflicts(answer))))
    return {
        each.claim.id
        for each in assistant.loaded_index().snapshot.claims
        if each.claim.explanation and each.claim.explanation.get(language, "~") in told
    }


@pytest.mark.parametrize(("claim", "question"), ASKED)
def test_the_paper_is_asked_about_a_claim(assistant, claim, question):
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert any(claim in touching(answer, assistant, language) for language in LANGUAGES)
    assert len(answer.citations) >= 2


@pytest.mark.parametrize(("claim", "question"), TOUCHED)
def test_an_answer_that_touches_a_conflict_says_so(assistant, claim, question):
    answer = ask(assistant, question)
    assert claim in touching(answer, assistant, answer.language)
    assert conflicts(answer)


@pytest.mark.parametrize("question", UNRELATED)
def test_an_answer_without_a_conflict_has_no_discrepancy_note(assistant, question):
    answer = ask(assistant, question)
    assert conflicts(answer) == []
    assert touching(answer, assistant, answer.language) == set()
