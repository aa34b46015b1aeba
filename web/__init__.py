"""The pages that job specialists use; they call `matcher.workflows` and print what it answers."""
