"""Linking: FEBRL4 against recordlinkage, Chinese firms with an unseen lexicon against Jaro-Winkler on names."""
