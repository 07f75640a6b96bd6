"""Tests of Everyside. Records to test with are made by `tests.makers`."""
