"""What the guard is measured against; runs in environments of its own."""
