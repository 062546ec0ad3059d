"""What can stand between a client and the server: whole requests and answers, and acts that change what passes."""
