"""The Gumbel-max coupling of two distributions over the same outcomes, in closed form."""

from __future__ import annotations

import numpy as np

from .mechanism import FloatArray


def gumbel_pair(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the joint distribution of argmax(log first + G) and argmax(log second + G), with the same Gumbel noise G.

    `first` and `second` have shape (n, k): n pairs of distributions over k outcomes. The answer has shape (n, k, k).

    It is a race. With E exponential of rate 1 for every outcome, the winners are the smallest E / first and E / second.
    The same outcome a wins both with probability 1 / sum_j max(first_j / first_a, second_j / second_a). Different ones,
    a and b, win where x = E_a / first_a and y = E_b / second_b have first_b x <= second_b y and first_a x >= second_a y,
    with density first_a second_b exp(-sum_j max(first_j x, second_j y)). With s = y / (x + y) and x + y integrated out,
    that is first_a second_b times the integral of (sum_j max(first_j (1 - s), second_j s))^-2 over s_b <= s <= s_a,
    where s_j = first_j / (first_j + second_j). Between the sorted s_j the sum is linear in s.

    Source: Oberst & Sontag, "Counterfactual Off-Policy Evaluation with Gumbel-Max Structural Causal Models", ICML 2019
    (the coupling); the closed form is derived here.

    >>> same = np.array([[0.2, 0.3, 0.5]])
    >>> np.diagonal(gumbel_pair(same, same)[0]).round(9).tolist()
    [0.2, 0.3, 0.5]
    """
    total = first + second
    turns = np.divide(first, total, out=np.full_like(total, 0.5), where=total > 0)
    order = np.argsort(turns, axis=-1, kind="stable")
    points, p, q = (np.take_along_axis(values, order, -1) for values in (turns, first, second))
    after = np.cumsum(p[:, ::-1], axis=-1)[:, ::-1][:, 1:]  # outcomes whose turn is still to come weigh first_j (1 - s)
    before = np.cumsum(q, axis=-1)[:, :-1]  # the others second_j s
    low, high = points[:, :-1], points[:, 1:]
    pieces = (high - low) / (((1 - low) * after + low * before) * ((1 - high) * after + high * before))
    integral = np.zeros_like(total)
    np.put_along_axis(integral, order[:, 1:], np.cumsum(pieces, axis=-1), -1)
    crossed = np.maximum(integral[:, :, None] - integral[:, None, :], 0) * first[:, :, None] * second[:, None, :]
    places = np.arange(first.shape[-1])
    crossed[:, places, places] = _same_winner(first, second)
    return crossed


def _same_winner(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the probability of each outcome to win both, shape (n, k)."""
    wins = np.zeros_like(first)
    for place in range(first.shape[-1]):
        possible = (first[:, place] > 0) & (second[:, place] > 0)
        p, q = first[possible], second[possible]
        with np.errstate(over="ignore"):  # against a denormal chance everything else is infinitely likelier
            ratios = np.maximum(p / p[:, place, None], q / q[:, place, None])
        wins[possible, place] = 1 / ratios.sum(axis=-1)
    return wins
