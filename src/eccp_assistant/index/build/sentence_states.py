"""Works out the token states of a corpus's sentences; those of unchanged ones are reused."""

from __future__ import annotations

from eccp_assistant.index.build.embed_corpus import Texts
from eccp_assistant.index.embedding.token_states import (
    TokenEncoder,
    TokenStates,
    default_projection,
)
from eccp_assistant.index.sentence_index import SentenceIndex
from eccp_assistant.index.store.build_progress import Progress, ProgressCallback

_BATCH = 64


def states_of(
    texts: Texts,
    documents: tuple[int, ...],
    sections: tuple[int, ...],
    embedder: TokenEncoder,
    old: SentenceIndex | None,
    report: ProgressCallback,
) -> SentenceIndex:
    """The sentence index of a corpus.

    Args:
        texts: Every sentence after its heading.
        documents: For each, a number of its document.
        sections: For each, a number of its section.
        embedder: The default embedding model.
        old: That of the previous version, to take unchanged sentences from.
        report: Called with the progress.
    """
    projection = default_projection()
    found: dict[str, TokenStates] = {}
    if old is not None:
        wanted = set(texts.keys)
        found = {key: old.states_of(place) for key, place in old.places.items() if key in wanted}
    new = {key: text for key, text in zip(texts.keys, texts.texts, strict=True) if key not in found}
    keys = sorted(new, key=lambda key: (-len(new[key]), key))
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        layers = embedder.token_layers([new[key] for key in part], query=False)
        found.update(zip(part, map(projection.sentence, layers), strict=True))
        report(Progress("reading the sentences", start + len(part), len(keys)))
    states = [found[key] for key in texts.keys]
    return SentenceIndex.of(states, documents, sections, keys=texts.keys)
