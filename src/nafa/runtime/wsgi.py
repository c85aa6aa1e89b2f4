"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from nafa.runtime.configuration.environment import read_environment
from nafa.runtime.configuration.secret_files import require_lasting_secrets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nafa.runtime.settings")
require_lasting_secrets(read_environment(os.environ))
application = get_wsgi_application()
