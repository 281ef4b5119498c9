"""Tests of the rule language; none needs Django."""
