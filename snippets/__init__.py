"""The app: screens and commands over the core."""
