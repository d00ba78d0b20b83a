from . import test_menu_counts
