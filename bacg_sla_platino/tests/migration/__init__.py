from . import test_migration
from . import test_migration_plan
from . import test_migration_portal
