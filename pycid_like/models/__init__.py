"""Diagrams with numbers: domains, mechanisms, exact inference, interventions, counterfactuals, sampling."""
