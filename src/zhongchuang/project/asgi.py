"""The ASGI entry point (`uvicorn zhongchuang.project.asgi:application`)."""

import os
import warnings

from django.core.asgi import get_asgi_application

# WhiteNoise reads static files synchronously; they are small, and Django says so once for every server start.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
application = get_asgi_application()
