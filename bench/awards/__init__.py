"""Search over the public list of awards."""
