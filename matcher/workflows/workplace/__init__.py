"""The employers' door: one use case a module, for an employer's people and their advisers alike."""
