"""The ASGI entry point (`uvicorn zhongchuang.project.asgi:application`)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
application = get_asgi_application()
