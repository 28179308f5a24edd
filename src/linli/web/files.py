"""Which browser files are collected when Linli starts: those that a page of ours names."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OnlyOurs(StaticFilesConfig):
    """Leaves out the scripts of Django's admin: the back office has none, and a start has no time.

    To compress and name all of its files takes 6 s more of one core, measured.
    """

    ignore_patterns = [  # noqa: RUF012  # as Django's own
        *StaticFilesConfig.ignore_patterns,
        "admin/js/*",
        "admin/css/vendor/*",
        "admin/css/*rtl.css",
        "admin/img/gis/*",
        "admin/css/autocomplete.css",
        "admin/css/login.css",
        "admin/css/nav_sidebar.css",
        "admin/css/unusable_password_field.css",
    ]
