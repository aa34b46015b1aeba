"""One module a version of the store; `matcher.store.migrate` lists them in order."""
