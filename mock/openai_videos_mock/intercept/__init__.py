"""What can stand between a client and the server: messages, the moulds of acts, the layer and the wire."""
