"""The server itself: settings, bodies, operations and the application that offers them. It keeps the whole contract."""
