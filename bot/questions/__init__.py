"""Questions to leaders: put once, acted on, told back to those who asked, without a name where there was none."""
