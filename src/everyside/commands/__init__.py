"""What each command of ``everyside`` does, a module a kind: running, looking, the press, evaluating."""
