"""The API of the platform, put together: the routers of all rooms (`root.py`), its document (`document.py`), its door
(`middleware.py`) and the pages that explain it (`reference.py`, `views.py`). docs/api.md says how a room adds its part.
"""
