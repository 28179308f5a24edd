import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.server.settings")
from django.core.wsgi import get_wsgi_application  # the settings come first
_django = get_wsgi_application()
def listed(environ, start_response):
    response = _django(environ, start_response)
    if response.streaming:
        return response
    try:
        return [response.content]
    finally:
        response.close()
application = _django if os.environ.get("ITER") else listed
