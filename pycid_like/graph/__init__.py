"""Directed graphs over 0..n-1: adjacency, one search with a pass rule, separation. Knows nothing of decisions."""
