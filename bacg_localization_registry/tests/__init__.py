from . import test_access_matrix
from . import test_access_rights
from . import test_acquired
from . import test_legal_change
from . import test_localization
from . import test_maintenance
