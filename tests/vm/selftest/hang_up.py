# A mirror whose files end early: serves a folder, but of every package only
# the first half, and then closes the connection.  Prints its port.
# usage: hang_up.py FOLDER
import functools
import http.server
import os
import sys


class Server(http.server.SimpleHTTPRequestHandler):
    def copyfile(self, source, outputfile):
        if not self.path.endswith(".deb"):
            return super().copyfile(source, outputfile)
        size = os.fstat(source.fileno()).st_size
        outputfile.write(source.read(size // 2))
        self.close_connection = True

    def log_message(self, *args):
        pass


handler = functools.partial(Server, directory=sys.argv[1])
with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
