"""Who goes where, within every capacity: the network, prices, fairness, dates and a checker.

Arrays and domain values come in; nothing here reads a store, a clock or a file. ``checker`` shares
no code with the rest, and everything that is shown as a plan has passed it.
"""
