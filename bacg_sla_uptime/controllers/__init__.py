from . import availability
from . import feed
