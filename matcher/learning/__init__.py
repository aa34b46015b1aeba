"""Learning from outcomes: the rows, the fit, the comparison, the gates and the artefacts."""
