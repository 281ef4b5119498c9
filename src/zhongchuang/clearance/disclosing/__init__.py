"""What is made public, without a database: facts and reviews of an award, how a search is read, how awards are told to others."""
