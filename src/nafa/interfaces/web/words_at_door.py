"""Words that several pages of the door share."""

from django.utils.translation import gettext_lazy as _

NOTHING_DONE = _("Nothing was done.")
