"""What the application does, one module for each verb. `publishing.py` is the main path."""
