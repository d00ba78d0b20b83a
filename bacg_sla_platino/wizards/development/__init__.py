from . import bacg_development_exclude
from . import bacg_development_workaround
from . import bacg_hours_log
