"""Causal influence diagrams, what is relevant in them, and the shape of an answer: verdict and evidence."""
