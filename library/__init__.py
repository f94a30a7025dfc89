"""The core of snippets: templates, record, desk, finding, rendering, measures. Knows no screen and no command line."""
