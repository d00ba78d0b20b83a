# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebhookServer:
    """A real HTTP server on this machine that notes what it gets.

    :param silent: never answer in time
    :param drip: say a letter now and then, without an end
    """

    def __init__(self, silent=False, drip=False):
        self.requests = []  # (path, headers, body)
        self.answers = []  # statuses, or (status, headers), in order; then 200
        self.text = "ok"
        self.silent, self.drip = silent, drip
        self._end = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._end.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(outer):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                outer.requests.append(
                    (self.path, dict(self.headers), self.rfile.read(length))
                )
                if outer.silent:
                    outer._keep_waiting(self.wfile)
                    return
                answer = outer.answers.pop(0) if outer.answers else 200
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                body = outer.text.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_args):
                pass

        return Handler

    def _keep_waiting(self, stream):
        if self.drip:
            stream.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self._end.wait(0.1):
            if self.drip:
                try:
                    stream.write(b"x")
                except OSError:
                    return
