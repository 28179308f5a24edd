"""The pages, as the web server calls them."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.server.settings")

from django.core.wsgi import get_wsgi_application  # the settings come first

application = get_wsgi_application()
