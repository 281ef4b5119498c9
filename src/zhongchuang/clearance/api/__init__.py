"""The room's addresses of the API, area by area: each file has a `router`."""
