"""The network of ``eccp_assistant.retrieval.relevance.network`` in a form that can be trained."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

_HIDDEN = -30.0


def _gelu() -> nn.Module:
    return nn.GELU(approximate="tanh")


class AlignmentNetwork(nn.Module):
    """Reads pairs of a question and a sentence; see the function it is the twin of."""

    def __init__(
        self, features: int, *, width: int = 256, size: int = 96, drop: float = 0.25
    ) -> None:
        """Make an untrained network.

        Args:
            features: How many numbers stand beside a pair.
            width: Length of a token's states.
            size: Length they are brought to for comparison.
            drop: Share of the inputs that is left out in training.
        """
        super().__init__()
        self.half = width // 2
        self.pq, self.ps = nn.Linear(width, size), nn.Linear(width, size)
        self.hq = nn.Linear(width, 64, bias=False)
        self.hs = nn.Linear(width, 64, bias=False)
        self.tau = nn.Parameter(torch.tensor([8.0, 6.0]))
        self.hw = nn.Parameter(torch.full((2,), 0.1))
        self.drop = nn.Dropout(drop)
        self.cmp = nn.Sequential(
            nn.Linear(4 * size + 5, 96), _gelu(), nn.Dropout(drop), nn.Linear(96, 64), _gelu()
        )
        self.gate, self.tq = nn.Linear(width, 2), nn.Linear(width, 1)
        self.nov, self.tqk = nn.Linear(width + 3, 1), nn.Linear(size, size)
        self.typ = nn.Sequential(nn.Linear(4 * size, 64), _gelu(), nn.Dropout(drop))
        self.head = nn.Linear(1, size)
        self.out = nn.Sequential(
            nn.Linear(64 * 5 + features, 96), _gelu(), nn.Dropout(drop), nn.Linear(96, 1)
        )
        self.lin = nn.Linear(features, 1)
        nn.init.zeros_(self.lin.bias)
        nn.init.zeros_(self.lin.weight)
        with (
            torch.no_grad()
        ):  # the beginning is the similarity of words, which ranks well by itself
            self.lin.weight[0, 0], self.lin.weight[0, 1] = 3.0, 0.5

    def forward(
        self,
        asked: Tensor,
        real: Tensor,
        said: Tensor,
        inside: Tensor,
        heading: Tensor,
        extra: Tensor,
    ) -> Tensor:
        """Log-odds of each pair, ``(pairs,)``.

        Args:
            asked: Questions' tokens, padded, ``(pairs, T, width)``.
            real: Which of them are there, ``(pairs, T)``.
            said: Sentences' tokens, padded, ``(pairs, L, width)``.
            inside: Which of them are there, ``(pairs, L)``.
            heading: Which of them are the heading's.
            extra: ``(pairs, features)``.
        """
        half, (pairs, count, _), length = self.half, asked.shape, said.shape[1]
        unit = functional.normalize
        upper = unit(asked[..., :half], dim=-1) @ unit(said[..., :half], dim=-1).transpose(1, 2)
        lower = unit(asked[..., half:], dim=-1) @ unit(said[..., half:], dim=-1).transpose(1, 2)
        body = inside & ~heading
        dropped, kept = self.drop(asked), self.drop(said)
        keys = self.hs(kept).view(pairs, length, 2, 32).transpose(1, 2)
        wants = self.hq(dropped).view(pairs, count, 2, 32).transpose(1, 2)
        learned = ((wants @ keys.transpose(2, 3)) * self.hw.view(1, 2, 1, 1)).sum(1)
        outside, no_body = (~inside)[:, None] * _HIDDEN, (~body)[:, None] * _HIDDEN
        attention = torch.softmax(
            self.tau[0] * upper + self.tau[1] * lower + learned + outside, dim=-1
        )
        question = self.pq(dropped)
        sentence = self.ps(kept) + self.head(heading[..., None].float())
        found = attention @ sentence
        signs = [
            (upper + no_body).amax(-1),
            (upper + (~heading)[:, None] * -2.0).amax(-1).clamp(min=-1),
            (lower + no_body).amax(-1),
            (upper * attention).sum(-1),
            (attention * heading[:, None]).sum(-1),
        ]
        compared = self.cmp(
            torch.cat(
                [
                    question,
                    found,
                    question * found,
                    (question - found).abs(),
                    torch.stack(signs, -1),
                ],
                -1,
            )
        )
        absent = (~real) * _HIDDEN
        gates = torch.softmax(self.gate(asked) + absent[..., None], 1)
        there = real[..., None]
        wanted = (torch.softmax(self.tq(asked)[..., 0] + absent, 1)[..., None] * question).sum(1)
        near = torch.stack(
            [(upper + absent[..., None]).amax(1), (lower + absent[..., None]).amax(1)], -1
        )
        news = self.nov(torch.cat([kept, near, heading[..., None].float()], -1))[..., 0]
        news = news + (self.tqk(wanted)[:, None] * sentence).sum(-1) / 10
        given = (torch.softmax(news + no_body[:, 0], 1)[..., None] * sentence).sum(1)
        mean = (sentence * body[..., None]).sum(1) / body.sum(1, keepdim=True).clamp(min=1)
        fits = self.typ(torch.cat([wanted, given, wanted * given, mean], -1))
        summed = torch.cat(
            [
                (compared * gates[..., :1]).sum(1),
                (compared * gates[..., 1:]).sum(1),
                (compared + absent[..., None]).amax(1),
                (compared * there).sum(1) / there.sum(1),
                fits,
                extra,
            ],
            -1,
        )
        result: Tensor = (self.out(summed) + self.lin(extra))[:, 0]
        return result
