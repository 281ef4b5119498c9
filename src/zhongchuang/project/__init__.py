"""The top floor: settings, urls, navigation, wiring, API and CLI roots."""
