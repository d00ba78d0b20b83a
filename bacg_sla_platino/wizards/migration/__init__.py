from . import bacg_hours_log
