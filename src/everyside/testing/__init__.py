"""Public conformance checks for makers of parts: hand in a part, and what it must keep is checked."""
