"""What is made public, without a database: how a search is read, how awards are told to other software."""
