"""What a healthcare account must not say; text and picture facts in, findings out."""
