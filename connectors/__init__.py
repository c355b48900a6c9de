"""Ways out to the networks; knows nothing of plans or databases."""
