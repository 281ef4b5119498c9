"""The ASGI entry point (`uvicorn zhongchuang.project.asgi:application`)."""

import os
import warnings

from zhongchuang.project.lanes import application as laned

# WhiteNoise reads static files synchronously; they are small, and Django says so once for every server start.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
application = laned()
