"""Things in and out of files, forms and JSON: the file contract, its schemas, CSV and Excel.

Nothing here knows the store; what a file says is handed on as domain objects.
"""
