from . import test_vitt_app
from . import test_vitt_app_portal
from . import test_vitt_app_words
