"""Who runs the delivery batches, and who writes down how they ended."""
