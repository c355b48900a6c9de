"""The parts of the guard's report and of its training."""
