"""What runs beside the web pages: the database server and the processes of one practice."""
