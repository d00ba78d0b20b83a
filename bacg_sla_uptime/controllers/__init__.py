from . import availability
from . import feed
from . import maintenance
