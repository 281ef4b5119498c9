"""Files that people hand in: kept by content, opened only by who may see what they belong to."""
