"""Links stories to earlier ones: the one a story continues, and those akin to it."""
