"""What outcomes teach: the estimator, the fit of all four stages, and the choice of model.

Arrays come in and plain values go out. Nothing here reads a store, a clock or the day-one file;
the workflows join what is learned with the ranking.
"""
