from . import maintenance
from . import rollout
from . import localization
from . import legal_feed
