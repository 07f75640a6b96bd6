"""Writers: ``plain`` (writes nothing) and ``openai`` (a model behind any service that speaks OpenAI's chat completions)."""
