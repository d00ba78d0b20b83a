from . import maintenance
