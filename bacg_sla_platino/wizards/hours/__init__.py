from . import bacg_hours_log
from . import bacg_hours_propose
from . import bacg_hours_void
