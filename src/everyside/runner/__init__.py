"""Runs steps: claim → load → work → save, until nothing is pending."""
