from . import maintenance
from . import rollout
from . import localization
