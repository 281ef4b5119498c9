"""The desk's lists with 100,000 cases."""
