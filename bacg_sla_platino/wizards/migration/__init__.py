from . import bacg_hours_log
from . import bacg_migration_cancel
