"""One use case a module: open the store, load, call something pure, keep, answer plain values."""
