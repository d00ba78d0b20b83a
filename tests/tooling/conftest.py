"""A stand-in for Odoo that answers as a test wants it to."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

HOST = "127.0.0.1"


@pytest.fixture
def odoo():
    """A stand-in for Odoo: remembers requests, answers with `status` or not."""

    class Controller(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            server.requests.append((self.path, self.headers, self.rfile.read(length)))
            if server.status:
                self.send_response(server.status)
                self.end_headers()

        def log_message(self, *_arguments):
            """Keep the terminal clean."""

    server = HTTPServer((HOST, 0), Controller)
    server.requests, server.status = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
