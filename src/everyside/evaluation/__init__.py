"""The contract by which quality is measured from outside: JSON lines in, JSON lines out, by the same cores as the pipeline."""
