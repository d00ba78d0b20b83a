from . import test_agreement
from . import test_duration
from . import test_wording
